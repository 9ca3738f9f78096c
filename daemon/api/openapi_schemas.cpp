// The JSON schemas of the messages in /openapi.json, as they are sent.
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSchemas = R"json({
  "ObjectReference": {"type":"object","description":
    "An object, such as `repository:pemba`.","properties":{"objectType":{"type":"string"},
    "objectId":{"type":"string"}},"required":["objectType","objectId"]},
  "SubjectReference": {"type":"object","description":
    "Who: an object, a userset if `optionalRelation` is set, or a wildcard if the id is `*`."
    ,"properties":{"object":{"$ref":"#/components/schemas/ObjectReference"},
    "optionalRelation":{"type":"string"}},"required":["object"]},
  "Relationship": {"type":"object","description":
    "An object, its relation to a subject, and what that rests on."
    ,"properties":{"resource":{"$ref":"#/components/schemas/ObjectReference"},"relation":{
    "type":"string"},"subject":{"$ref":"#/components/schemas/SubjectReference"},
    "optionalCaveat":{"oneOf":[{"type":"object"},{"type":"null"}]},"optionalExpiresAt":{
    "oneOf":[{"type":"string"},{"type":"null"}]}},"required":["resource","relation",
    "subject"]},
  "ZedToken": {"type":"object","description":"Names a revision; opaque.","properties":{
    "token":{"type":"string"}},"required":["token"]},
  "Cursor": {"type":"object","description":"Names a place in a listing; opaque.",
    "properties":{"token":{"type":"string"}},"required":["token"]},
  "Consistency": {"type":"object","description":
    "How fresh the answer must be: one of these. Absent: the newest.","properties":{
    "minimizeLatency":{"type":"boolean"},"atLeastAsFresh":{"$ref":
    "#/components/schemas/ZedToken"},"atExactSnapshot":{"$ref":
    "#/components/schemas/ZedToken"},"fullyConsistent":{"type":"boolean"}}},
  "SubjectFilter": {"type":"object","properties":{"subjectType":{"type":"string"},
    "optionalSubjectId":{"type":"string"},"optionalRelation":{"type":"object","description":
    "Absent: any; with an empty `relation`: none.","properties":{"relation":{"type":"string"
    }}}},"required":["subjectType"]},
  "RelationshipFilter": {"type":"object","description":
    "Every part that is set must match; one at least is.","properties":{"resourceType":{
    "type":"string"},"optionalResourceId":{"type":"string"},"optionalResourceIdPrefix":{
    "type":"string"},"optionalRelation":{"type":"string"},"optionalSubjectFilter":{"$ref":
    "#/components/schemas/SubjectFilter"}}},
  "Precondition": {"type":"object","properties":{"operation":{"type":"string","enum":[
    "OPERATION_MUST_NOT_MATCH","OPERATION_MUST_MATCH"]},"filter":{"$ref":
    "#/components/schemas/RelationshipFilter"}},"required":["operation","filter"]},
  "RelationshipUpdate": {"type":"object","properties":{"operation":{"type":"string","enum"
    :["OPERATION_CREATE","OPERATION_TOUCH","OPERATION_DELETE"]},"relationship":{"$ref":
    "#/components/schemas/Relationship"}},"required":["operation","relationship"]},
  "Status": {"type":"object","description":"An error.","properties":{"code":{"type":
    "integer"},"message":{"type":"string"},"details":{"type":"array","items":{"type":
    "object"}}},"required":["code","message","details"]},
  "StreamError": {"type":"object","description":"An error on a stream.","properties":{
    "error":{"$ref":"#/components/schemas/Status"}},"required":["error"]},
  "StreamRefusal": {"description":"Malformed JSON is refused without an `error` around it.",
    "anyOf":[{"$ref":"#/components/schemas/StreamError"},{"$ref":"#/components/schemas/Status"}]},
  "Explanation": {"type":"object","description":
    "Why: the relationships that the answer rests on, and the proof, whose first node is the question."
    ,"properties":{"path":{"type":"array","items":{"type":"string"}},"nodes":{"type":"array"
    ,"items":{"$ref":"#/components/schemas/ExplanationNode"}},
    "plan":{"$ref":"#/components/schemas/ExplanationPlan"}},"required":["path","nodes","plan"]},
  "ExplanationPlan": {"type":"object","description":"What a check of the same question reads."
    ,"properties":{"reads":{"type":"integer"},"steps":{"type":"array","items":{"type":"object"
    ,"properties":{"sets":{"type":"string"},"from":{"enum":["subject","object"]},
    "entries":{"type":"integer"},"subjectSets":{"type":"integer"},"reads":{"type":"integer"}}
    ,"required":["sets","from","entries","subjectSets","reads"]}}},"required":["reads","steps"]},
  "ExplanationNode": {"type":"object","properties":{"userset":{"type":"string"},
    "permissionship":{"type":"string","enum":["PERMISSIONSHIP_NO_PERMISSION",
    "PERMISSIONSHIP_HAS_PERMISSION","PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},"computed":{"type":"boolean"},"operation":{"type":"string","enum":[
    "tuples","union","intersection","exclusion"]},"identity":{"type":"boolean"},
    "shownBefore":{"type":"boolean"},"via":{"type":"string"},"grant":{"type":"string"},
    "viaCondition":{"$ref":"#/components/schemas/ConditionOutcome"},
    "grantCondition":{"$ref":"#/components/schemas/ConditionOutcome"},"children":{"type":"array","items":{"type":"integer","minimum":0,"maximum":4294967295}}}
    ,"required":["userset","permissionship","children"]},
  "PartialCaveatInfo": {"type":"object","description":"What a conditional answer depends on.",
    "properties":{"missingRequiredContext":{"type":"array","items":{"type":"string"}}},
    "required":["missingRequiredContext"]},
  "ConditionOutcome": {"type":"object","description":"How the condition of a tuple was judged.",
    "properties":{"condition":{"type":"string"},"expression":{"type":"string"},"context":{
    "type":"object"},"result":{"type":"string"},"missingContext":{"type":"array","items":{
    "type":"string"}},"failure":{"type":"string"}},"required":["condition","result"]},
  "ReadSchemaRequest": {"type":"object","properties":{}},
  "ReadSchemaResponse": {"type":"object","properties":{"schemaText":{"type":"string"},
    "readAt":{"$ref":"#/components/schemas/ZedToken"}}},
  "WriteSchemaRequest": {"type":"object","description":
    "`dryRun` is Pemba's own: nothing is written, and the answer tells what would change and all that stands in its way."
    ,"properties":{"schema":{"type":"string"},"dryRun":{"type":"boolean"}}},
  "WriteSchemaResponse": {"type":"object","description":
    "All but `writtenAt` is the answer to a dry run.","properties":{"writtenAt":{"$ref":
    "#/components/schemas/ZedToken"},"plannedAt":{"$ref":"#/components/schemas/ZedToken"},
    "canBeWritten":{"type":"boolean"},"obstacles":{"type":"array","items":{"$ref":
    "#/components/schemas/SchemaObstacle"}},"changes":{"type":"array","items":{"type":
    "string"}}}},
  "SchemaObstacle": {"type":"object","properties":{"operation":{"type":"string"},
    "definitionName":{"type":"string"},"relationName":{"type":"string"},"subjectType":{
    "type":"string"},"caveatName":{"type":"string"},"parameterName":{"type":"string"},
    "relationshipCount":{"type":"string","pattern":"^[0-9]+$"},"example":{"type":"string"},
    "message":{"type":"string"}}},
  "WriteRelationshipsRequest": {"type":"object","description":
    "At most 1,000 updates; all are written or none.","properties":{"updates":{"type":
    "array","items":{"$ref":"#/components/schemas/RelationshipUpdate"}},
    "optionalPreconditions":{"type":"array","items":{"$ref":
    "#/components/schemas/Precondition"}},"optionalTransactionMetadata":{"oneOf":[{"type":
    "object"},{"type":"null"}]}}},
  "WriteRelationshipsResponse": {"type":"object","properties":{"writtenAt":{"$ref":
    "#/components/schemas/ZedToken"}}},
  "DeleteRelationshipsRequest": {"type":"object","properties":{"relationshipFilter":{
    "$ref":"#/components/schemas/RelationshipFilter"},"optionalPreconditions":{"type":
    "array","items":{"$ref":"#/components/schemas/Precondition"}},"optionalLimit":{"type":
    "integer","minimum":0,"maximum":4294967295},"optionalAllowPartialDeletions":{"type":
    "boolean"},"optionalTransactionMetadata":{"oneOf":[{"type":"object"},{"type":"null"}]}},
    "required":["relationshipFilter"]},
  "DeleteRelationshipsResponse": {"type":"object","properties":{"deletedAt":{"$ref":
    "#/components/schemas/ZedToken"},"deletionProgress":{"type":"string","enum":[
    "DELETION_PROGRESS_COMPLETE","DELETION_PROGRESS_PARTIAL"]},"relationshipsDeletedCount":{
    "type":"string","pattern":"^[0-9]+$"}}},
  "ReadRelationshipsRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"relationshipFilter":{"$ref":
    "#/components/schemas/RelationshipFilter"},"optionalLimit":{"type":"integer","minimum":0
    ,"maximum":4294967295},"optionalCursor":{"oneOf":[{"$ref":"#/components/schemas/Cursor"}
    ,{"type":"null"}]}},"required":["relationshipFilter"]},
  "ReadRelationshipsResponse": {"type":"object","properties":{"result":{"type":"object",
    "properties":{"readAt":{"$ref":"#/components/schemas/ZedToken"},"relationship":{"$ref":
    "#/components/schemas/Relationship"},"afterResultCursor":{"$ref":
    "#/components/schemas/Cursor"}}}},"required":["result"]},
  "ImportBulkRelationshipsRequest": {"type":"object","properties":{"relationships":{"type"
    :"array","items":{"$ref":"#/components/schemas/Relationship"}}}},
  "ImportBulkRelationshipsResponse": {"type":"object","properties":{"numLoaded":{"type":
    "string","pattern":"^[0-9]+$"}}},
  "ExportBulkRelationshipsRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"optionalLimit":{"type":"integer","minimum":0,
    "maximum":4294967295},"optionalCursor":{"oneOf":[{"$ref":"#/components/schemas/Cursor"},
    {"type":"null"}]},"optionalRelationshipFilter":{"$ref":
    "#/components/schemas/RelationshipFilter"}}},
  "ExportBulkRelationshipsResponse": {"type":"object","properties":{"result":{"type":
    "object","properties":{"afterResultCursor":{"$ref":"#/components/schemas/Cursor"},
    "relationships":{"type":"array","items":{"$ref":"#/components/schemas/Relationship"}}}}}
    ,"required":["result"]},
  "CheckPermissionRequest": {"type":"object","description":
    "`withExplanation` is Pemba's own.","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"resource":{"$ref":
    "#/components/schemas/ObjectReference"},"permission":{"type":"string"},"subject":{"$ref"
    :"#/components/schemas/SubjectReference"},"context":{"oneOf":[{"type":"object"},{"type":
    "null"}]},"withTracing":{"type":"boolean"},"withExplanation":{"type":"boolean"}},
    "required":["resource","permission","subject"]},
  "CheckPermissionResponse": {"type":"object","properties":{"checkedAt":{"$ref":
    "#/components/schemas/ZedToken"},"permissionship":{"type":"string","enum":[
    "PERMISSIONSHIP_NO_PERMISSION","PERMISSIONSHIP_HAS_PERMISSION",
    "PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},"partialCaveatInfo":{"oneOf":[{"$ref":
    "#/components/schemas/PartialCaveatInfo"},{"type":"null"}]},"debugTrace":{"oneOf":[{"type":"object"},{"type":"null"}]},
    "optionalExpiresAt":{"type":"null"},"explanation":{"$ref":
    "#/components/schemas/Explanation"}}},
  "CheckBulkPermissionsRequestItem": {"type":"object","properties":{"resource":{"$ref":
    "#/components/schemas/ObjectReference"},"permission":{"type":"string"},"subject":{"$ref"
    :"#/components/schemas/SubjectReference"},"context":{"oneOf":[{"type":"object"},{"type":
    "null"}]}},"required":["resource","permission","subject"]},
  "CheckBulkPermissionsRequest": {"type":"object","description":"At most 10,000 items.",
    "properties":{"consistency":{"$ref":"#/components/schemas/Consistency"},"items":{"type":
    "array","items":{"$ref":"#/components/schemas/CheckBulkPermissionsRequestItem"}},
    "withTracing":{"type":"boolean"}}},
  "CheckBulkPermissionsPair": {"type":"object","description":"One of `item` and `error`.",
    "properties":{"request":{"$ref":"#/components/schemas/CheckBulkPermissionsRequestItem"},
    "item":{"type":"object","properties":{"permissionship":{"type":"string","enum":[
    "PERMISSIONSHIP_NO_PERMISSION","PERMISSIONSHIP_HAS_PERMISSION",
    "PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},"partialCaveatInfo":{"oneOf":[{"$ref":
    "#/components/schemas/PartialCaveatInfo"},{"type":"null"}]},"debugTrace":{"oneOf":[{"type":"object"},{"type":"null"}]}}},"error":{
    "$ref":"#/components/schemas/Status"}},"required":["request"]},
  "CheckBulkPermissionsResponse": {"type":"object","properties":{"checkedAt":{"$ref":
    "#/components/schemas/ZedToken"},"pairs":{"type":"array","items":{"$ref":
    "#/components/schemas/CheckBulkPermissionsPair"}}}},
  "ExpandPermissionTreeRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"resource":{"$ref":
    "#/components/schemas/ObjectReference"},"permission":{"type":"string"}},"required":[
    "resource","permission"]},
  "PermissionRelationshipTree": {"type":"object","description":
    "One of `intermediate` and `leaf`.","properties":{"intermediate":{"type":"object",
    "properties":{"operation":{"type":"string","enum":["OPERATION_UNION",
    "OPERATION_INTERSECTION","OPERATION_EXCLUSION"]},"children":{"type":"array","items":{
    "$ref":"#/components/schemas/PermissionRelationshipTree"}}}},"leaf":{"type":"object",
    "properties":{"subjects":{"type":"array","items":{"$ref":
    "#/components/schemas/SubjectReference"}}}},"expandedObject":{"$ref":
    "#/components/schemas/ObjectReference"},"expandedRelation":{"type":"string"}}},
  "ExpandPermissionTreeResponse": {"type":"object","properties":{"expandedAt":{"$ref":
    "#/components/schemas/ZedToken"},"treeRoot":{"$ref":
    "#/components/schemas/PermissionRelationshipTree"}}},
  "LookupResourcesRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"resourceObjectType":{"type":"string"},"permission":
    {"type":"string"},"subject":{"$ref":"#/components/schemas/SubjectReference"},"context":{
    "oneOf":[{"type":"object"},{"type":"null"}]},"optionalLimit":{"type":"integer","minimum"
    :0,"maximum":4294967295},"optionalCursor":{"oneOf":[{"$ref":
    "#/components/schemas/Cursor"},{"type":"null"}]}},"required":["resourceObjectType",
    "permission","subject"]},
  "LookupResourcesResponse": {"type":"object","properties":{"result":{"type":"object",
    "properties":{"lookedUpAt":{"$ref":"#/components/schemas/ZedToken"},"resourceObjectId":{
    "type":"string"},"permissionship":{"type":"string","enum":[
    "LOOKUP_PERMISSIONSHIP_HAS_PERMISSION",
    "LOOKUP_PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},"partialCaveatInfo":{"oneOf":[{"$ref":
    "#/components/schemas/PartialCaveatInfo"},{"type":"null"}]},
    "afterResultCursor":{"$ref":"#/components/schemas/Cursor"}}}},"required":["result"]},
  "LookupSubjectsRequest": {"type":"object","properties":{"consistency":{"$ref":
    "#/components/schemas/Consistency"},"resource":{"$ref":
    "#/components/schemas/ObjectReference"},"permission":{"type":"string"},
    "subjectObjectType":{"type":"string"},"optionalSubjectRelation":{"type":"string"},
    "context":{"oneOf":[{"type":"object"},{"type":"null"}]},"wildcardOption":{"type":
    "string","enum":["WILDCARD_OPTION_INCLUDE_WILDCARDS","WILDCARD_OPTION_EXCLUDE_WILDCARDS"
    ]},"optionalConcreteLimit":{"type":"integer","minimum":0,"maximum":4294967295,
    "description":"Of subjects that are named; a wildcard comes on the first page beside them."},
    "optionalCursor":{"oneOf":[{"$ref":"#/components/schemas/Cursor"},{"type":"null"}]}},
    "required":["resource","permission","subjectObjectType"]},
  "ResolvedSubject": {"type":"object","properties":{"subjectObjectId":{"type":"string"},
    "permissionship":{"type":"string","enum":["LOOKUP_PERMISSIONSHIP_HAS_PERMISSION",
    "LOOKUP_PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},
    "partialCaveatInfo":{"oneOf":[{"$ref":
    "#/components/schemas/PartialCaveatInfo"},{"type":"null"}]}}},
  "LookupSubjectsResponse": {"type":"object","properties":{"result":{"type":"object",
    "properties":{"lookedUpAt":{"$ref":"#/components/schemas/ZedToken"},"subject":{"$ref":
    "#/components/schemas/ResolvedSubject"},"excludedSubjects":{"type":"array","items":{
    "$ref":"#/components/schemas/ResolvedSubject"}},"subjectObjectId":{"type":"string"},
    "excludedSubjectIds":{"type":"array","items":{"type":"string"}},"permissionship":{"type"
    :"string","enum":["LOOKUP_PERMISSIONSHIP_HAS_PERMISSION",
    "LOOKUP_PERMISSIONSHIP_CONDITIONAL_PERMISSION"]},"partialCaveatInfo":{"oneOf":[{"$ref":
    "#/components/schemas/PartialCaveatInfo"},{"type":"null"}]},"afterResultCursor":{"oneOf":[{"$ref":
    "#/components/schemas/Cursor"},{"type":"null"}],"description":
    "With a limit or a cursor in the request."}}}},"required":["result"]},
  "HealthResponse": {"type":"object","properties":{"status":{"type":"string"},
    "obstacles":{"type":"array","items":{"type":"object","properties":{"reason":{"type":"string"},"message":{"type":"string"}}}}}},
  "OpenApiDocument": {"type":"object","description":"This document."}
})json";

} // namespace

std::string_view openapi_schemas() {
    return kSchemas;
}

} // namespace pemba::api
