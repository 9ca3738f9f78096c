// Messages: spicedb's message shapes, one function each.
#include "messages/messages.h"

#include <boost/json.hpp>

#include "messages/fields.h"

namespace pemba::messages {

namespace json = boost::json;

json::object object_json(const Object& object) {
    return {{"objectType", object.namespace_name}, {"objectId", object.id}};
}

json::object subject_json(const Subject& subject) {
    json::object message{{"object", object_json(subject.object)}};
    if (subject.is_userset())
        message["optionalRelation"] = subject.relation;
    return message;
}

json::object relationship_json(const RelationTuple& tuple) {
    json::object message{{"resource", object_json(tuple.object)},
                         {"relation", tuple.relation},
                         {"subject", subject_json(tuple.subject)}};
    if (tuple.condition) {
        json::object caveat{{"caveatName", tuple.condition->name}};
        if (!tuple.condition->context.empty()) {
            // What is not JSON goes as it is, for the server to refuse.
            boost::system::error_code failure;
            json::value context = json::parse(tuple.condition->context, failure);
            caveat["context"] = failure ? json::value(tuple.condition->context) : context;
        }
        message["optionalCaveat"] = std::move(caveat);
    }
    if (tuple.expires_at)
        message["optionalExpiresAt"] = to_string(*tuple.expires_at);
    return message;
}

json::object filter_json(const TupleFilter& filter) {
    json::object message;
    const auto put = [](json::object& to, const char* key,
                        const std::optional<std::string>& value) {
        if (value)
            to[key] = *value;
    };
    put(message, "resourceType", filter.namespace_name);
    put(message, "optionalResourceId", filter.object_id);
    put(message, "optionalResourceIdPrefix", filter.object_id_prefix);
    put(message, "optionalRelation", filter.relation);
    if (filter.subject) {
        json::object subject{{"subjectType", filter.subject->namespace_name}};
        put(subject, "optionalSubjectId", filter.subject->id);
        if (filter.subject->relation)
            subject["optionalRelation"] = json::object{{"relation", *filter.subject->relation}};
        message["optionalSubjectFilter"] = std::move(subject);
    }
    return message;
}

Object object_from(const json::object& object) {
    return {text_of(object, "objectType"), text_of(object, "objectId")};
}

Subject subject_from(const json::object& subject) {
    return {object_from(object_of(subject, "object")), text_of(subject, "optionalRelation")};
}

RelationTuple relationship_from(const json::object& relationship) {
    RelationTuple tuple{object_from(object_of(relationship, "resource")),
                        text_of(relationship, "relation"),
                        subject_from(object_of(relationship, "subject"))};
    const json::object& caveat = object_of(relationship, "optionalCaveat");
    if (!caveat.empty()) {
        const json::object& context = object_of(caveat, "context");
        tuple.condition = {text_of(caveat, "caveatName"),
                           context.empty() ? std::string() : json::serialize(context)};
    }
    if (auto time = parse_timestamp(text_of(relationship, "optionalExpiresAt")))
        tuple.expires_at = *time;
    return tuple;
}

TupleFilter filter_from(const json::object& message) {
    const auto given = [](const json::object& from, const char* key) {
        return from.contains(key) ? std::optional(text_of(from, key)) : std::nullopt;
    };
    TupleFilter filter{given(message, "resourceType"),
                       given(message, "optionalResourceId"),
                       given(message, "optionalResourceIdPrefix"),
                       given(message, "optionalRelation"),
                       {}};
    const json::object& subject = object_of(message, "optionalSubjectFilter");
    if (!subject.empty())
        filter.subject = {text_of(subject, "subjectType"), given(subject, "optionalSubjectId"),
                          given(object_of(subject, "optionalRelation"), "relation")};
    return filter;
}

std::string zookie_of(const json::object& message, std::string_view field) {
    return text_of(object_of(message, field), "token");
}

} // namespace pemba::messages
