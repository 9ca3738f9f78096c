#include "engine/resolve.h"

#include <fmt/format.h>

namespace pemba::engine {
namespace {

Error unknown_namespace(std::string_view name) {
    return {ErrorCode::UnknownNamespace,
            fmt::format("namespace `{}` is not in the schema", name),
            {{"namespace", std::string(name)}}};
}

Error not_an_id(Dialect dialect, std::string_view field) {
    return {ErrorCode::InvalidTuple,
            fmt::format("the {}'s id is not one: it takes 1 to {} {}", field, kMaxObjectIdBytes,
                        words_of_id_rule(dialect)),
            {{"field", std::string(field)}}};
}

Result<ObjectNumber> number_of(const OpenSnapshot& snapshot, std::string_view id) {
    PEMBA_TRY(auto number, snapshot.names().find_object(id));
    return number ? Result<ObjectNumber>(*number) : snapshot.guests().admit(id);
}

Result<ObjectNumber> resolve_id(const OpenSnapshot& snapshot, std::string_view id,
                                std::string_view field) {
    if (id == "*")
        return Error{ErrorCode::WildcardNotAllowed,
                     fmt::format("the {} must be one object, not a wildcard", field),
                     {{"field", std::string(field)}}};
    const auto dialect = snapshot.schema().schema().dialect();
    if (!is_object_id(id, dialect))
        return not_an_id(dialect, field);
    return number_of(snapshot, id);
}

} // namespace

Result<graph::Node> resolve_userset(const OpenSnapshot& snapshot, const Userset& userset) {
    PEMBA_TRY(auto object, resolve_id(snapshot, userset.object.id, "object"));
    PEMBA_TRY(auto slot,
              snapshot.schema().find_relation(userset.object.namespace_name, userset.relation));
    return graph::Node(slot, object);
}

Result<RelationId> resolve_subject_type(const graph::SchemaView& schema,
                                        std::string_view namespace_name,
                                        std::string_view relation) {
    if (relation.empty()) {
        auto number = schema.find_namespace(namespace_name);
        if (!number)
            return unknown_namespace(namespace_name);
        return RelationId::plain(*number);
    }
    PEMBA_TRY(auto slot, schema.find_relation(namespace_name, relation));
    return schema.slot(slot).relation;
}

Result<NodeId> resolve_subject(const OpenSnapshot& snapshot, const Subject& subject) {
    if (subject.is_wildcard() && !subject.is_userset() &&
        snapshot.schema().policy().wildcard_is_a_subject)
        return resolve_tuple_subject(snapshot, subject);
    PEMBA_TRY(auto object, resolve_id(snapshot, subject.object.id, "subject"));
    PEMBA_TRY(auto relation, resolve_subject_type(snapshot.schema(), subject.object.namespace_name,
                                                  subject.relation));
    return NodeId(relation, object);
}

Result<NodeId> resolve_tuple_subject(const OpenSnapshot& snapshot, const Subject& subject) {
    PEMBA_TRY(auto relation, resolve_subject_type(snapshot.schema(), subject.object.namespace_name,
                                                  subject.relation));
    PEMBA_TRY(auto object, number_of(snapshot, subject.object.id));
    return NodeId(relation, object);
}

storage::TupleDetails resolve_details(const graph::SchemaView& schema, const RelationTuple& tuple) {
    storage::TupleDetails details;
    details.expires_at = tuple.expires_at;
    if (tuple.condition) {
        details.condition = *schema.find_condition(tuple.condition->name);
        details.context = tuple.condition->context;
    }
    return details;
}

} // namespace pemba::engine
