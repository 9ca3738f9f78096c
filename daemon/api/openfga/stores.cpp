// /stores: making, listing, reading and deleting stores.
#include "api/json_writer.h"
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/page_token.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxPage = 100;

void write_members(JsonWriter& out, const StoreInfo& store) {
    const std::string time = to_string(store.created_at);
    out.member("id", store.id).member("name", store.name);
    out.member("created_at", time).member("updated_at", time);
}

void write_store(JsonWriter& out, const StoreInfo& store) {
    out.begin_object();
    write_members(out, store);
    out.member_null("deleted_at").end_object();
}

std::string encode(const ListStoresResult& result) {
    JsonWriter out;
    out.begin_object().key("stores").begin_array();
    for (const StoreInfo& store : result.stores)
        write_store(out, store);
    out.end_array().member("continuation_token",
                           result.complete ? "" : page_token(result.stores.back().id));
    out.end_object();
    return std::move(out).text();
}

} // namespace

http::Response create_store(const Service& service, http::Request& request) {
    Call call(service, request, "CreateStoreRequest");
    const auto [name_node] = call.in.fields(call.in.root(), {{"name"}});
    const std::string name = call.in.text(name_node, kStoreNameRule, call.field("Name"));
    if (auto refusal = call.refusal_of_message())
        return std::move(*refusal);
    const auto made = service.database.create_store(name);
    if (!made)
        return call.refuse(made.error());
    note(request, "store", made->id);
    note(request, "name", made->name);
    JsonWriter out;
    out.begin_object();
    write_members(out, *made);
    out.end_object();
    return call.answer(std::move(out).text(), 201);
}

http::Response list_stores(const Service& service, http::Request& request) {
    Call call(service, request, "ListStoresRequest");
    ListStoresRequest message{.named = call.query("name")};
    message.limit = call.in.page_size(call.query("page_size"), kMaxPage, call.field("PageSize"));
    message.after = call.decode_place(call.query("continuation_token").value_or(""));
    if (message.named && message.named->empty())
        message.named.reset();
    if (auto refusal = call.refusal_of_message())
        return std::move(*refusal);
    const auto listed = service.database.list_stores(message);
    if (!listed && listed.error().code == ErrorCode::StoreUnknown)
        return call.refuse(Status{Code::InvalidContinuationToken, "Invalid continuation token"});
    return listed ? call.answer(encode(*listed)) : call.refuse(listed.error());
}

http::Response get_store(const Service& service, http::Request& request) {
    Call call(service, request, "GetStoreRequest");
    if (auto refusal = call.refusal_of_message())
        return std::move(*refusal);
    const auto store = service.database.describe_store(call.store_id());
    if (!store)
        return call.refuse(store.error());
    JsonWriter out;
    write_store(out, *store);
    return call.answer(std::move(out).text());
}

http::Response update_store(const Service& service, http::Request& request) {
    Call call(service, request, "UpdateStoreRequest");
    if (auto refusal = call.refusal_of_message())
        return std::move(*refusal);
    return call.refuse(Status{Code::Unimplemented, "method UpdateStore not implemented"});
}

http::Response delete_store(const Service& service, http::Request& request) {
    Call call(service, request, "DeleteStoreRequest");
    if (auto refusal = call.refusal_of_message())
        return std::move(*refusal);
    const auto deleted = service.database.delete_store(call.store_id());
    if (!deleted && deleted.error().code != ErrorCode::StoreUnknown)
        return call.refuse(deleted.error());
    return call.answer({}, 204); // also if it was gone already
}

} // namespace pemba::api::openfga
