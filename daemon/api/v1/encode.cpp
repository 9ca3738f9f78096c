// Encoding of shared v1 messages. Members that are unset are written too, as the peer does.
#include "api/v1/encode.h"

namespace pemba::api::v1 {

void write_token(JsonWriter& out, std::string_view name, const std::string& token) {
    out.key(name).begin_object().member("token", token).end_object();
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

void write_caveat(JsonWriter& out, const std::optional<TupleCondition>& condition) {
    if (!condition) {
        out.member_null("optionalCaveat");
        return;
    }
    out.key("optionalCaveat").begin_object().member("caveatName", condition->name).key("context");
    if (condition->context.empty())
        out.null();
    else
        out.raw(condition->context);
    out.end_object();
}

} // namespace

void write_relationship(JsonWriter& out, const RelationTuple& tuple) {
    out.begin_object().key("resource");
    write_object(out, tuple.object);
    out.member("relation", tuple.relation).key("subject");
    write_subject(out, tuple.subject);
    write_caveat(out, tuple.condition);
    if (tuple.expires_at)
        out.member("optionalExpiresAt", to_string(*tuple.expires_at));
    else
        out.member_null("optionalExpiresAt");
    out.end_object();
}

std::string_view permissionship_name(bool has) {
    return has ? "PERMISSIONSHIP_HAS_PERMISSION" : "PERMISSIONSHIP_NO_PERMISSION";
}

} // namespace pemba::api::v1
