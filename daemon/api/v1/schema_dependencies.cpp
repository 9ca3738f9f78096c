// POST /v1/schema/permissions/computable and …/dependent: which relations rest on which.
#include "pemba/schema_dependencies.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

using Found = Result<std::vector<SchemaRelation>>;

http::Response encode(const ReadSchemaResult& schema, std::string_view member,
                      const std::vector<SchemaRelation>& relations, std::string_view prefix) {
    JsonWriter out;
    out.begin_object().key(member).begin_array();
    for (const SchemaRelation& relation : relations) {
        if (!relation.namespace_name.starts_with(prefix))
            continue;
        out.begin_object().member("definitionName", relation.namespace_name);
        out.member("relationName", relation.relation);
        out.key("isPermission").boolean(!relation.stored).end_object();
    }
    out.end_array();
    write_token(out, "readAt", schema.read_at.token);
    out.end_object();
    return json_response(std::move(out).text());
}

// The peer calls an unknown definition a type error of the schema here.
Status refusal_of(const Error& error) {
    Status status = to_status(error);
    if (error.code == ErrorCode::UnknownNamespace)
        status.reason = "SCHEMA_TYPE_ERROR";
    return status;
}

bool is_stored(const Schema& schema, const std::string& definition, const std::string& name) {
    for (const NamespaceOutline& each : schema.outline())
        if (each.name == definition)
            for (const RelationOutline& relation : each.relations)
                if (relation.name == name)
                    return relation.stored;
    return false;
}

} // namespace

http::Response computable_permissions(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    Decoder& in = call.in;
    const auto [consistency_node, definition_node, relation_node, filter_node] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"definitionName", "definition_name"},
                              {"relationName", "relation_name"},
                              {"optionalDefinitionNameFilter", "optional_definition_name_filter"}});
    const Consistency consistency = decode_consistency(in, consistency_node);
    const std::string definition(in.string(definition_node, "definitionName"));
    const std::string relation(in.string(relation_node, "relationName"));
    const std::string prefix(in.string(filter_node, "optionalDefinitionNameFilter"));
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto schema =
        call.engine().read_schema({.consistency = consistency, .none_is_empty = true});
    if (!schema)
        return call.refuse(schema.error());
    const Found found = dependents_of(schema->schema, definition, relation);
    if (!found)
        return call.refuse(refusal_of(found.error()));
    return encode(*schema, "permissions", *found, prefix);
}

http::Response dependent_relations(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    Decoder& in = call.in;
    const auto [consistency_node, definition_node, permission_node] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"definitionName", "definition_name"},
                              {"permissionName", "permission_name"}});
    const Consistency consistency = decode_consistency(in, consistency_node);
    const std::string definition(in.string(definition_node, "definitionName"));
    const std::string permission(in.string(permission_node, "permissionName"));
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto schema =
        call.engine().read_schema({.consistency = consistency, .none_is_empty = true});
    if (!schema)
        return call.refuse(schema.error());
    if (is_stored(schema->schema, definition, permission))
        return call.refuse(
            Status{.code = Code::InvalidArgument,
                   .message = "the relation `" + permission + "` is not a permission",
                   .reason = "UNKNOWN_RELATION_OR_PERMISSION",
                   .metadata = {{"relationName", permission}}});
    const Found found = dependencies_of(schema->schema, definition, permission);
    if (!found)
        return call.refuse(refusal_of(found.error()));
    return encode(*schema, "relations", *found, "");
}

} // namespace pemba::api::v1
