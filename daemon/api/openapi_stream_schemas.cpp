// The JSON schemas of /v1/watch in /openapi.json.
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSchemas = R"json({
  "WatchRequest": {"type":"object","description":
    "Object types or filters, not both. Without kinds: relationship updates.","properties":{
    "optionalObjectTypes":{"type":"array","items":{"type":"string"}},"optionalStartCursor":{
    "oneOf":[{"$ref":"#/components/schemas/ZedToken"},{"type":"null"}]},
    "optionalRelationshipFilters":{"type":"array","items":{"$ref":
    "#/components/schemas/RelationshipFilter"}},"optionalUpdateKinds":{"type":"array",
    "items":{"type":"string","enum":["WATCH_KIND_INCLUDE_RELATIONSHIP_UPDATES",
    "WATCH_KIND_INCLUDE_SCHEMA_UPDATES","WATCH_KIND_INCLUDE_CHECKPOINTS"]}}}},
  "WatchResponse": {"type":"object","description":
    "One revision, whole, in order: what was touched and deleted, that the schema was written, or that everything up to a token has been told. A line without its end is to be thrown away; watch again from the last `changesThrough`."
    ,"properties":{"result":{"type":"object","properties":{"updates":{"type":"array",
    "items":{"$ref":"#/components/schemas/RelationshipUpdate"}},"changesThrough":{"$ref":
    "#/components/schemas/ZedToken"},"optionalTransactionMetadata":{"oneOf":[{"type":
    "object"},{"type":"null"}]},"schemaUpdated":{"type":"boolean"},"isCheckpoint":{"type":
    "boolean"},"fullRevisionMetadata":{"type":"array","items":{"type":"object"}}}}},
    "required":["result"]}
})json";

} // namespace

std::string_view openapi_stream_schemas() {
    return kSchemas;
}

} // namespace pemba::api
