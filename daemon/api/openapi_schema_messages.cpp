// The JSON schemas of reflection, diff and counters in /openapi.json.
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSchemas = R"json({
  "Store": {"type":"object","description":"A tenant: nothing crosses from one store to another. The header `Pemba-Store: ID` asks one."
    ,"properties":{"id":{"type":"string"},"name":{"type":"string"},"createdAt":{"type":"string",
    "format":"date-time"}},"required":["id","name","createdAt"]},
  "NewStoreRequest": {"type":"object","properties":{"name":{"type":"string","minLength":1,
    "maxLength":256}},"required":["name"]},
  "NewStoreResponse": {"type":"object","properties":{"store":{"$ref":
    "#/components/schemas/Store"}},"required":["store"]},
  "StoreListRequest": {"type":"object","properties":{"optionalLimit":{"type":"integer",
    "maximum":1000},"optionalAfterId":{"type":"string"},"optionalName":{"type":"string"}}},
  "StoreListResponse": {"type":"object","properties":{"stores":{"type":"array","items":{"$ref":
    "#/components/schemas/Store"}},"complete":{"type":"boolean","description":
    "false: go on after the last one's id."}},"required":["stores","complete"]},
  "StoreDeletionRequest": {"type":"object","properties":{"id":{"type":"string"}},
    "required":["id"]},
  "StoreDeletionResponse": {"type":"object"},
  "ReflectionSchemaFilter": {"type":"object","description":
    "Prefixes of names. A definition or a caveat; with a definition also a relation or a permission.",
    "properties":{"optionalDefinitionNameFilter":{"type":"string"},"optionalCaveatNameFilter":
    {"type":"string"},"optionalRelationNameFilter":{"type":"string"},
    "optionalPermissionNameFilter":{"type":"string"}}},
  "ReflectionTypeReference": {"type":"object","description":
    "A type of subject: objects, usersets of a relation, or everybody.","properties":{
    "subjectDefinitionName":{"type":"string"},"optionalCaveatName":{"type":"string"},
    "isTerminalSubject":{"type":"boolean"},"optionalRelationName":{"type":"string"},
    "isPublicWildcard":{"type":"boolean"}}},
  "ReflectionRelation": {"type":"object","properties":{"name":{"type":"string"},"comment":{
    "type":"string"},"parentDefinitionName":{"type":"string"},"subjectTypes":{"type":"array",
    "items":{"$ref":"#/components/schemas/ReflectionTypeReference"}}}},
  "ReflectionPermission": {"type":"object","properties":{"name":{"type":"string"},"comment":{
    "type":"string"},"parentDefinitionName":{"type":"string"}}},
  "ReflectionDefinition": {"type":"object","properties":{"name":{"type":"string"},"comment":{
    "type":"string"},"relations":{"type":"array","items":{"$ref":
    "#/components/schemas/ReflectionRelation"}},"permissions":{"type":"array","items":{"$ref":
    "#/components/schemas/ReflectionPermission"}}}},
  "ReflectionCaveatParameter": {"type":"object","properties":{"name":{"type":"string"},"type":
    {"type":"string"},"parentCaveatName":{"type":"string"}}},
  "ReflectionCaveat": {"type":"object","properties":{"name":{"type":"string"},"comment":{
    "type":"string"},"parameters":{"type":"array","items":{"$ref":
    "#/components/schemas/ReflectionCaveatParameter"}},"expression":{"type":"string"}}},
  "ReflectSchemaRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"optionalFilters":{"type":"array","items":{"$ref":
    "#/components/schemas/ReflectionSchemaFilter"}}}},
  "ReflectSchemaResponse": {"type":"object","properties":{"definitions":{"type":"array",
    "items":{"$ref":"#/components/schemas/ReflectionDefinition"}},"caveats":{"type":"array",
    "items":{"$ref":"#/components/schemas/ReflectionCaveat"}},"readAt":{"$ref":
    "#/components/schemas/ZedToken"}}},
  "DiffSchemaRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"comparisonSchema":{"type":"string"}}},
  "ReflectionSchemaDiff": {"type":"object","description":"One of these.","properties":{
    "definitionAdded":{"$ref":"#/components/schemas/ReflectionDefinition"},
    "definitionRemoved":{"$ref":"#/components/schemas/ReflectionDefinition"},
    "definitionDocCommentChanged":{"$ref":"#/components/schemas/ReflectionDefinition"},
    "relationAdded":{"$ref":"#/components/schemas/ReflectionRelation"},"relationRemoved":{
    "$ref":"#/components/schemas/ReflectionRelation"},"relationDocCommentChanged":{"$ref":
    "#/components/schemas/ReflectionRelation"},"relationSubjectTypeAdded":{"type":"object",
    "properties":{"relation":{"$ref":"#/components/schemas/ReflectionRelation"},
    "changedSubjectType":{"$ref":"#/components/schemas/ReflectionTypeReference"}}},
    "relationSubjectTypeRemoved":{"type":"object","properties":{"relation":{"$ref":
    "#/components/schemas/ReflectionRelation"},"changedSubjectType":{"$ref":
    "#/components/schemas/ReflectionTypeReference"}}},"permissionAdded":{"$ref":
    "#/components/schemas/ReflectionPermission"},"permissionRemoved":{"$ref":
    "#/components/schemas/ReflectionPermission"},"permissionDocCommentChanged":{"$ref":
    "#/components/schemas/ReflectionPermission"},"permissionExprChanged":{"$ref":
    "#/components/schemas/ReflectionPermission"},"caveatAdded":{"$ref":
    "#/components/schemas/ReflectionCaveat"},"caveatRemoved":{"$ref":
    "#/components/schemas/ReflectionCaveat"},"caveatDocCommentChanged":{"$ref":
    "#/components/schemas/ReflectionCaveat"},"caveatExprChanged":{"$ref":
    "#/components/schemas/ReflectionCaveat"},"caveatParameterAdded":{"$ref":
    "#/components/schemas/ReflectionCaveatParameter"},"caveatParameterRemoved":{"$ref":
    "#/components/schemas/ReflectionCaveatParameter"},"caveatParameterTypeChanged":{"type":
    "object","properties":{"parameter":{"$ref":
    "#/components/schemas/ReflectionCaveatParameter"},"previousType":{"type":"string"}}}}},
  "DiffSchemaResponse": {"type":"object","properties":{"diffs":{"type":"array","items":{
    "$ref":"#/components/schemas/ReflectionSchemaDiff"}},"readAt":{"$ref":
    "#/components/schemas/ZedToken"}}},
  "ReflectionRelationReference": {"type":"object","properties":{"definitionName":{"type":
    "string"},"relationName":{"type":"string"},"isPermission":{"type":"boolean"}}},
  "ComputablePermissionsRequest": {"type":"object","description":
    "An empty `relationName`: the objects of the definition. The filter is a prefix.",
    "properties":{"consistency":{"$ref":"#/components/schemas/Consistency"},"definitionName":{
    "type":"string"},"relationName":{"type":"string"},"optionalDefinitionNameFilter":{"type":
    "string"}}},
  "ComputablePermissionsResponse": {"type":"object","properties":{"permissions":{"type":
    "array","items":{"$ref":"#/components/schemas/ReflectionRelationReference"}},"readAt":{
    "$ref":"#/components/schemas/ZedToken"}}},
  "DependentRelationsRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"definitionName":{"type":"string"},"permissionName":{
    "type":"string"}}},
  "DependentRelationsResponse": {"type":"object","properties":{"relations":{"type":"array",
    "items":{"$ref":"#/components/schemas/ReflectionRelationReference"}},"readAt":{"$ref":
    "#/components/schemas/ZedToken"}}},
  "RegisterRelationshipCounterRequest": {"type":"object","properties":{"name":{"type":
    "string"},"relationshipFilter":{"$ref":"#/components/schemas/RelationshipFilter"}},
    "required":["name","relationshipFilter"]},
  "RegisterRelationshipCounterResponse": {"type":"object"},
  "CountRelationshipsRequest": {"type":"object","properties":{"name":{"type":"string"}},
    "required":["name"]},
  "CountRelationshipsResponse": {"type":"object","properties":{"readCounterValue":{"type":
    "object","properties":{"relationshipCount":{"type":"string","pattern":"^[0-9]+$"},
    "readAt":{"$ref":"#/components/schemas/ZedToken"}}}}},
  "UnregisterRelationshipCounterRequest": {"type":"object","properties":{"name":{"type":
    "string"}},"required":["name"]},
  "UnregisterRelationshipCounterResponse": {"type":"object"}
})json";

} // namespace

std::string_view openapi_schema_messages() {
    return kSchemas;
}

} // namespace pemba::api
