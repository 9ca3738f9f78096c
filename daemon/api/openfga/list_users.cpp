// POST /stores/{store_id}/list-users: which users of a type have a relation to an object? All of
// them, always.
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxContextualTuples = 100;
constexpr std::size_t kRowsAtOnce = 1'000; ///< in words

struct Message {
    LookupSubjectsRequest request;
    std::vector<TupleKey> contextual_tuples;
};

Object decode_object(Call& call, const JsonNode* node) {
    if (!call.in.require(node, call.field("Object")))
        return {};
    const auto [type, id] = call.in.fields(node, {{"type"}, {"id"}});
    return {call.in.text(type, kTypeRule, {"Object", "Type"}),
            call.in.text(id, kUserIdRule, {"Object", "Id"})};
}

void decode_filter(Call& call, const JsonNode* list, LookupSubjectsRequest& request) {
    Decoder& in = call.in;
    std::size_t count = 0;
    for (auto* item = in.first_element(list); item; item = in.document().next(*item), ++count) {
        const auto [type, relation] = in.fields(item, {{"type"}, {"relation"}});
        request.subject_namespace = in.text(type, kTypeRule, {"UserTypeFilter", "Type"});
        request.subject_relation =
            in.optional_text(relation, kRelationRule, {"UserTypeFilter", "Relation"});
    }
    if (in.ok() && count != 1)
        in.violate(call.field("UserFilters"), "value must contain exactly 1 item(s)");
}

Message decode(Call& call) {
    Decoder& in = call.in;
    const auto [model, object, relation, filters, tuples, context, consistency] =
        in.fields(in.root(), {{"authorization_model_id"},
                              {"object"},
                              {"relation"},
                              {"user_filters"},
                              {"contextual_tuples"},
                              {"context"},
                              {"consistency"}});
    Message message;
    call.needs_model(model);
    message.request.userset.object = decode_object(call, object);
    message.request.userset.relation = in.text(relation, kRelationRule, call.field("Relation"));
    decode_filter(call, filters, message.request);
    message.contextual_tuples =
        decode_contextual_list(in, tuples, kMaxContextualTuples, call.field("ContextualTuples"));
    message.request.context = in.structure(context).value_or("");
    decode_consistency(in, consistency);
    return message;
}

// Unknown names have codes of their own here.
Status refusal_of(const Error& error) {
    Status status = to_status(error);
    if (status.code == Code::ValidationError && error.code == ErrorCode::UnknownNamespace)
        status.code = Code::TypeNotFound;
    if (status.code == Code::ValidationError && error.code == ErrorCode::UnknownRelation)
        status.code = Code::RelationNotFound;
    return status;
}

void write_user(JsonWriter& out, const FoundSubject& found, const LookupSubjectsRequest& asked) {
    const bool wildcard = found.id == "*", userset = !asked.subject_relation.empty();
    out.begin_object().key(wildcard ? "wildcard" : userset ? "userset" : "object");
    out.begin_object().member("type", asked.subject_namespace);
    if (!wildcard)
        out.member("id", found.id);
    if (!wildcard && userset)
        out.member("relation", asked.subject_relation);
    out.end_object().end_object();
}

} // namespace

http::Response list_users(const Service& service, http::Request& request) {
    Call call(service, request, "ListUsersRequest");
    Message message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto premises = premises_under(call.model(), message.contextual_tuples);
    if (!premises)
        return call.refuse(premises.error());
    message.request.premises = *std::move(premises);
    message.request.budget = call.budget();
    message.request.limit = service.openfga.results;
    auto listing = call.engine().list_subjects(message.request);
    if (!listing)
        return call.refuse(refusal_of(listing.error()));
    observe(request, message.request, *listing);
    call.answered_at(listing->looked_up_at());
    const bool complete = listing->complete();
    JsonWriter out;
    out.begin_object().key("users").begin_array();
    while (listing->size() > 0) {
        auto subjects = listing->next(kRowsAtOnce);
        if (!subjects)
            return call.refuse(subjects.error());
        for (const FoundSubject& subject : *subjects)
            write_user(out, subject, message.request);
    }
    out.end_array().end_object();
    http::Response response = call.answer(std::move(out).text());
    tell_completeness(response, complete);
    return response;
}

} // namespace pemba::api::openfga
