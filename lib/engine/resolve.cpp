#include "engine/resolve.h"

#include <fmt/format.h>

namespace pemba::engine {
namespace {

Error unknown_namespace(std::string_view name) {
    return {ErrorCode::UnknownNamespace,
            fmt::format("namespace `{}` is not in the schema", name),
            {{"namespace", std::string(name)}}};
}

Result<void> check_id(std::string_view id, std::string_view field) {
    if (id == "*")
        return Error{ErrorCode::WildcardNotAllowed,
                     fmt::format("the {} must be one object, not a wildcard", field),
                     {{"field", std::string(field)}}};
    if (is_object_id(id))
        return {};
    return Error{ErrorCode::InvalidTuple,
                 fmt::format("the {}'s id is not one: it takes 1 to {} letters, digits and /_|-=+",
                             field, kMaxObjectIdBytes),
                 {{"field", std::string(field)}}};
}

} // namespace

Result<graph::Node> resolve_userset(const graph::SchemaView& schema, const storage::Names& names,
                                    const Userset& userset) {
    PEMBA_CHECK_OK(check_id(userset.object.id, "object"));
    PEMBA_TRY(auto slot, schema.find_relation(userset.object.namespace_name, userset.relation));
    PEMBA_TRY(auto number, names.find_object(userset.object.id));
    return graph::Node(slot, number.value_or(ObjectNumber::UnknownObject));
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

Result<NodeId> resolve_subject(const graph::SchemaView& schema, const storage::Names& names,
                               const Subject& subject) {
    PEMBA_CHECK_OK(check_id(subject.object.id, "subject"));
    PEMBA_TRY(auto relation,
              resolve_subject_type(schema, subject.object.namespace_name, subject.relation));
    PEMBA_TRY(auto number, names.find_object(subject.object.id));
    return NodeId(relation, number.value_or(ObjectNumber::UnknownSubject));
}

Result<ResolvedCheck> resolve_check(const graph::SchemaView& schema, const storage::Names& names,
                                    const Userset& userset, const Subject& subject) {
    PEMBA_TRY(auto node, resolve_userset(schema, names, userset));
    PEMBA_TRY(auto who, resolve_subject(schema, names, subject));
    // Two unknown ids may be one: only their texts can tell.
    if (node.object() == ObjectNumber::UnknownObject && userset.object.id == subject.object.id)
        who = NodeId(who.relation(), ObjectNumber::UnknownObject);
    return ResolvedCheck{node, who};
}

} // namespace pemba::engine
