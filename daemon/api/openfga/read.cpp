// POST /stores/{store_id}/read: the tuples that a key matches, in pages.
#include "api/openfga/handlers.h"
#include "api/openfga/page_token.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxPage = 100;

// A key names a type at least, and of object id and user one at least.
void decode_filter(Decoder& in, const JsonNode* node, TupleFilter& filter) {
    if (node == nullptr)
        return;
    const auto [user_node, relation_node, object_node] =
        in.fields(node, {{"user"}, {"relation"}, {"object"}});
    const std::string user =
        in.optional_text(user_node, kReadUserRule, {"ReadRequestTupleKey", "User"});
    const std::string relation =
        in.optional_text(relation_node, kRelationRule, {"ReadRequestTupleKey", "Relation"});
    const std::string object =
        in.optional_text(object_node, kObjectRule, {"ReadRequestTupleKey", "Object"});
    const std::size_t colon = object.find(':');
    const std::string id = colon == object.npos ? "" : object.substr(colon + 1);
    if (colon == object.npos || colon == 0 || (id.empty() && user.empty()))
        return in.reject(
            {Code::ValidationError,
             "the 'tuple_key' field was provided but the object type field is required "
             "and both the object id and user cannot be empty"});
    filter.namespace_name = object.substr(0, colon);
    if (!id.empty())
        filter.object_id = id;
    if (!relation.empty())
        filter.relation = relation;
    if (user.empty())
        return;
    auto subject = subject_of(user);
    if (!subject)
        return in.reject({Code::ValidationError, subject.error().message});
    filter.subject = SubjectFilter{subject->object.namespace_name, subject->object.id,
                                   std::move(subject->relation)};
}

ReadRequest decode(Call& call) {
    Decoder& in = call.in;
    const auto [key, size, token, consistency] = in.fields(
        in.root(), {{"tuple_key"}, {"page_size"}, {"continuation_token"}, {"consistency"}});
    ReadRequest request{.cursor_scope = "openfga"};
    decode_filter(in, key, request.filter);
    request.limit = in.page_size(size, kMaxPage, call.field("PageSize"));
    if (auto place = call.decode_place(in.string(token, "continuation_token")))
        request.cursor = Cursor{*std::move(place)};
    decode_consistency(in, consistency);
    return request;
}

// What no model knows was never stored.
Result<ReadResult> read(const Engine& engine, const ReadRequest& request) {
    auto result = engine.read(request);
    if (!result && (result.error().code == ErrorCode::UnknownNamespace ||
                    result.error().code == ErrorCode::UnknownRelation ||
                    result.error().code == ErrorCode::RelationNotStored ||
                    result.error().code == ErrorCode::NoSchema))
        return ReadResult{};
    return result;
}

std::string encode(const ReadResult& result) {
    // When a tuple was written is not kept with it, but the peer's clients demand a time. The
    // changes have it.
    static const std::string kUnknownTime = to_string(Timestamp{});
    JsonWriter out;
    out.begin_object().key("tuples").begin_array();
    for (const RelationTuple& tuple : result.tuples) {
        out.begin_object().key("key");
        write_tuple_key(out, tuple, Conditions::Shown);
        out.member("timestamp", kUnknownTime).end_object();
    }
    out.end_array().member("continuation_token",
                           result.complete ? "" : page_token(result.cursors.back().token));
    out.end_object();
    return std::move(out).text();
}

} // namespace

http::Response read_tuples(const Service& service, http::Request& request) {
    Call call(service, request, "ReadRequest");
    ReadRequest message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.budget = call.budget();
    const auto result = read(call.engine(), message);
    return result ? call.answer(encode(*result)) : call.refuse(result.error());
}

} // namespace pemba::api::openfga
