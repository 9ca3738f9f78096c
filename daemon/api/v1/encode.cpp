// Encoding of shared v1 messages. Members that are unset are written too, as the peer does.
#include "api/v1/encode.h"

namespace pemba::api::v1 {

void write_token(JsonWriter& out, std::string_view name, std::string_view token) {
    out.key(name).begin_object().member("token", token).end_object();
}

std::string token_member(std::string_view name, std::string_view token) {
    JsonWriter out;
    write_token(out, name, token);
    return std::move(out).text();
}

void write_object(JsonWriter& out, const Object& object) {
    out.begin_object().member("objectType", object.namespace_name).member("objectId", object.id);
    out.end_object();
}

void write_subject(JsonWriter& out, const Subject& subject) {
    out.begin_object().key("object");
    write_object(out, subject.object);
    out.member("optionalRelation", subject.relation).end_object();
}

namespace {

void write_caveat(JsonWriter& out, const TupleCondition& condition) {
    out.begin_object().member("caveatName", condition.name).key("context");
    out.raw(condition.context.empty() ? "{}" : condition.context).end_object();
}

} // namespace

void write_relationship(JsonWriter& out, const RelationTuple& tuple) {
    out.begin_object().key("resource");
    write_object(out, tuple.object);
    out.member("relation", tuple.relation).key("subject");
    write_subject(out, tuple.subject);
    out.key("optionalCaveat");
    if (tuple.condition)
        write_caveat(out, *tuple.condition);
    else
        out.null();
    if (tuple.expires_at)
        out.member("optionalExpiresAt", to_string(*tuple.expires_at));
    else
        out.member_null("optionalExpiresAt");
    out.end_object();
}

std::string_view permissionship_name(Permissionship permissionship) {
    switch (permissionship) {
    case Permissionship::No: return "PERMISSIONSHIP_NO_PERMISSION";
    case Permissionship::Yes: return "PERMISSIONSHIP_HAS_PERMISSION";
    case Permissionship::Conditional: return "PERMISSIONSHIP_CONDITIONAL_PERMISSION";
    }
    return "PERMISSIONSHIP_UNSPECIFIED";
}

void write_partial_caveat_info(JsonWriter& out, const std::vector<std::string>& missing_context) {
    if (missing_context.empty()) {
        out.member_null("partialCaveatInfo");
        return;
    }
    out.key("partialCaveatInfo").begin_object().key("missingRequiredContext").begin_array();
    for (const std::string& name : missing_context)
        out.string(name);
    out.end_array().end_object();
}

void write_found(JsonWriter& out, const Decision& decision) {
    if (decision.is_yes()) { // nearly all of the rows of a long listing
        out.raw(
            R"("permissionship":"LOOKUP_PERMISSIONSHIP_HAS_PERMISSION","partialCaveatInfo":null)");
        return;
    }
    out.member("permissionship",
               "LOOKUP_" + std::string(permissionship_name(decision.permissionship)));
    write_partial_caveat_info(out, decision.missing_context);
}

} // namespace pemba::api::v1
