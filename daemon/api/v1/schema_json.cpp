// Reflection messages.
#include "api/v1/schema_json.h"

namespace pemba::api::v1 {
namespace {

void write_head(JsonWriter& out, const std::string& definition, const RelationOutline& relation) {
    out.begin_object().member("name", relation.name).member("comment", relation.comment);
    out.member("parentDefinitionName", definition);
}

} // namespace

void write_subject_type(JsonWriter& out, const SubjectType& type) {
    out.begin_object().member("subjectDefinitionName", type.namespace_name);
    out.member("optionalCaveatName", type.condition);
    if (type.wildcard)
        out.key("isPublicWildcard").boolean(true);
    else if (!type.relation.empty())
        out.member("optionalRelationName", type.relation);
    else
        out.key("isTerminalSubject").boolean(false); // as the peer has it
    out.end_object();
}

void write_relation(JsonWriter& out, const std::string& definition,
                    const RelationOutline& relation) {
    write_head(out, definition, relation);
    out.key("subjectTypes").begin_array();
    for (const SubjectType& type : relation.subject_types)
        write_subject_type(out, type);
    out.end_array().end_object();
}

void write_permission(JsonWriter& out, const std::string& definition,
                      const RelationOutline& permission) {
    write_head(out, definition, permission);
    out.end_object();
}

void write_definition(JsonWriter& out, const NamespaceOutline& definition,
                      const MemberFilter& filter) {
    out.begin_object().member("name", definition.name).member("comment", definition.comment);
    out.key("relations").begin_array();
    for (const RelationOutline& relation : definition.relations)
        if (relation.stored && filter.takes(relation))
            write_relation(out, definition.name, relation);
    out.end_array().key("permissions").begin_array();
    for (const RelationOutline& relation : definition.relations)
        if (!relation.stored && filter.takes(relation))
            write_permission(out, definition.name, relation);
    out.end_array().end_object();
}

void write_parameter(JsonWriter& out, const std::string& caveat,
                     const ConditionParameter& parameter) {
    out.begin_object().member("name", parameter.name).member("type", parameter.type);
    out.member("parentCaveatName", caveat).end_object();
}

void write_caveat(JsonWriter& out, const ConditionOutline& caveat) {
    out.begin_object().member("name", caveat.name).member("comment", caveat.comment);
    out.key("parameters").begin_array();
    for (const ConditionParameter& parameter : caveat.parameters)
        write_parameter(out, caveat.name, parameter);
    out.end_array().member("expression", caveat.expression).end_object();
}

} // namespace pemba::api::v1
