// POST /v1/stores/create, …/list and …/delete: the stores of this server. Pemba's own.
#include "api/observe.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::size_t kPageStores = 1'000;

void write_store(JsonWriter& out, const StoreInfo& store) {
    out.begin_object().member("id", store.id).member("name", store.name);
    out.member("createdAt", to_string(store.created_at)).end_object();
}

ListStoresRequest decode_list(Decoder& in) {
    const auto [limit, after, name] =
        in.fields(in.root(), {{"optionalLimit", "optional_limit"},
                              {"optionalAfterId", "optional_after_id"},
                              {"optionalName", "optional_name"}});
    ListStoresRequest request{.limit = in.uint32(limit, "optionalLimit")};
    if (request.limit > kPageStores)
        in.reject(limit_too_large(request.limit, kPageStores));
    if (request.limit == 0)
        request.limit = kPageStores;
    if (after != nullptr)
        request.after = in.string(after, "optionalAfterId");
    if (name != nullptr)
        request.named = in.string(name, "optionalName");
    return request;
}

} // namespace

http::Response create_store(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const auto [name_node] = call.in.fields(call.in.root(), {{"name", "name"}});
    const std::string name(call.in.string(name_node, "name"));
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto made = service.database.create_store(name);
    if (!made)
        return call.refuse(made.error());
    note(request, "store", made->id);
    note(request, "name", made->name);
    JsonWriter out;
    out.begin_object().key("store");
    write_store(out, *made);
    out.end_object();
    return json_response(std::move(out).text());
}

http::Response list_stores(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const ListStoresRequest message = decode_list(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto listed = service.database.list_stores(message);
    if (!listed)
        return call.refuse(listed.error());
    JsonWriter out;
    out.begin_object().key("stores").begin_array();
    for (const StoreInfo& store : listed->stores)
        write_store(out, store);
    out.end_array().key("complete").boolean(listed->complete).end_object();
    return json_response(std::move(out).text());
}

http::Response delete_store(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const auto [id_node] = call.in.fields(call.in.root(), {{"id", "id"}});
    call.in.require(id_node, {nullptr, "id"});
    const std::string_view id = call.in.string(id_node, "id");
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    note(request, "store", id);
    const auto deleted = service.database.delete_store(id);
    return deleted ? json_response("{}") : call.refuse(deleted.error());
}

} // namespace pemba::api::v1
