// The JSON schemas of OpenFGA's messages in /openapi.json, as they are sent.
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSchemas = R"json({
  "OpenFgaError": {"type":"object","description":"An error: the name of a code, and a message.",
    "properties":{"code":{"type":"string"},"message":{"type":"string"}},
    "required":["code","message"]},
  "OpenFgaStreamRefusal": {"description":"Malformed JSON is refused without an `error` around it.",
    "anyOf":[{"$ref":"#/components/schemas/StreamError"},{"$ref":"#/components/schemas/OpenFgaError"}]},
  "OpenFgaStore": {"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"},
    "created_at":{"type":"string","format":"date-time"},"updated_at":{"type":"string",
    "format":"date-time"},"deleted_at":{"type":"null"}},
    "required":["id","name","created_at","updated_at"]},
  "OpenFgaCreateStoreRequest": {"type":"object","properties":{"name":{"type":"string",
    "minLength":3,"maxLength":64}},"required":["name"]},
  "OpenFgaCreateStoreResponse": {"$ref":"#/components/schemas/OpenFgaStore"},
  "OpenFgaGetStoreResponse": {"$ref":"#/components/schemas/OpenFgaStore"},
  "OpenFgaListStoresResponse": {"type":"object","properties":{"stores":{"type":"array","items":
    {"$ref":"#/components/schemas/OpenFgaStore"}},"continuation_token":{"type":"string"}},
    "required":["stores","continuation_token"]},
  "OpenFgaAuthorizationModel": {"type":"object","description":
    "A model in OpenFGA's JSON form.","properties":{"id":{"type":"string"},"schema_version":{
    "type":"string"},"type_definitions":{"type":"array","items":{"type":"object"}},"conditions":{
    "type":"object"}},"required":["schema_version","type_definitions"]},
  "OpenFgaWriteAuthorizationModelRequest": {"$ref":
    "#/components/schemas/OpenFgaAuthorizationModel"},
  "OpenFgaWriteAuthorizationModelResponse": {"type":"object","properties":{
    "authorization_model_id":{"type":"string"}},"required":["authorization_model_id"]},
  "OpenFgaReadAuthorizationModelsResponse": {"type":"object","properties":{
    "authorization_models":{"type":"array","items":{"$ref":
    "#/components/schemas/OpenFgaAuthorizationModel"}},"continuation_token":{"type":"string"}},
    "required":["authorization_models","continuation_token"]},
  "OpenFgaReadAuthorizationModelResponse": {"type":"object","properties":{"authorization_model":{
    "$ref":"#/components/schemas/OpenFgaAuthorizationModel"}},"required":["authorization_model"]},
  "OpenFgaTupleKey": {"type":"object","properties":{"user":{"type":"string"},"relation":{"type":
    "string"},"object":{"type":"string"},"condition":{"oneOf":[{"type":"null"},{"type":"object",
    "properties":{"name":{"type":"string"},"context":{"type":"object"}},"required":["name"]}]}}},
  "OpenFgaTupleKeys": {"type":"object","properties":{"tuple_keys":{"type":"array","items":{"$ref":
    "#/components/schemas/OpenFgaTupleKey"}}}},
  "OpenFgaAssertion": {"type":"object","properties":{"tuple_key":{"$ref":
    "#/components/schemas/OpenFgaTupleKey"},"expectation":{"type":"boolean"},"contextual_tuples":{
    "type":"array","items":{"$ref":"#/components/schemas/OpenFgaTupleKey"}},"context":{"oneOf":[{
    "type":"null"},{"type":"object"}]}},"required":["tuple_key","expectation"]},
  "OpenFgaWriteAssertionsRequest": {"type":"object","properties":{"assertions":{"type":"array",
    "items":{"$ref":"#/components/schemas/OpenFgaAssertion"}}}},
  "OpenFgaReadAssertionsResponse": {"type":"object","properties":{"authorization_model_id":{"type":
    "string"},"assertions":{"type":"array","items":{"$ref":
    "#/components/schemas/OpenFgaAssertion"}}},"required":["authorization_model_id","assertions"]},
  "OpenFgaReadRequest": {"type":"object","description":
    "A key names the object's type at least, and its id or the user.","properties":{"tuple_key":{
    "$ref":"#/components/schemas/OpenFgaTupleKey"},"page_size":{"type":"integer","minimum":1,
    "maximum":100},"continuation_token":{"type":"string"},"consistency":{"type":"string"}}},
  "OpenFgaReadResponse": {"type":"object","properties":{"tuples":{"type":"array","items":{"type":
    "object","properties":{"key":{"$ref":"#/components/schemas/OpenFgaTupleKey"},"timestamp":{
    "type":"string","description":"Always that of the epoch: see the changes."}},
    "required":["key","timestamp"]}},"continuation_token":{"type":"string"}},
    "required":["tuples","continuation_token"]},
  "OpenFgaWriteRequest": {"type":"object","properties":{"writes":{"allOf":[{"$ref":
    "#/components/schemas/OpenFgaTupleKeys"}],"properties":{"on_duplicate":{"enum":["error",
    "ignore"]}}},"deletes":{"allOf":[{"$ref":"#/components/schemas/OpenFgaTupleKeys"}],
    "properties":{"on_missing":{"enum":["error","ignore"]}}},"authorization_model_id":{"type":
    "string"}}},
  "OpenFgaWriteResponse": {"type":"object"},
  "OpenFgaReadChangesResponse": {"type":"object","properties":{"changes":{"type":"array","items":{
    "type":"object","properties":{"tuple_key":{"$ref":"#/components/schemas/OpenFgaTupleKey"},
    "operation":{"enum":["TUPLE_OPERATION_WRITE","TUPLE_OPERATION_DELETE"]},"timestamp":{"type":
    "string","format":"date-time"}},"required":["tuple_key","operation","timestamp"]}},
    "continuation_token":{"type":"string"}},"required":["changes","continuation_token"]},
  "OpenFgaCheckRequest": {"type":"object","properties":{"tuple_key":{"$ref":
    "#/components/schemas/OpenFgaTupleKey"},"contextual_tuples":{"$ref":
    "#/components/schemas/OpenFgaTupleKeys"},"authorization_model_id":{"type":"string"},"context":{
    "type":"object"},"consistency":{"type":"string"}},"required":["tuple_key"]},
  "OpenFgaCheckResponse": {"type":"object","properties":{"allowed":{"type":"boolean"},"resolution":{
    "type":"string"}},"required":["allowed","resolution"]},
  "OpenFgaBatchCheckRequest": {"type":"object","properties":{"checks":{"type":"array","items":{
    "type":"object","properties":{"tuple_key":{"$ref":"#/components/schemas/OpenFgaTupleKey"},
    "contextual_tuples":{"$ref":"#/components/schemas/OpenFgaTupleKeys"},"context":{"type":
    "object"},"correlation_id":{"type":"string"}},"required":["tuple_key","correlation_id"]}},
    "authorization_model_id":{"type":"string"},"consistency":{"type":"string"}},
    "required":["checks"]},
  "OpenFgaBatchCheckResponse": {"type":"object","properties":{"result":{"type":"object",
    "description":"By correlation id: `allowed`, or an `error`.","additionalProperties":{"type":
    "object","properties":{"allowed":{"type":"boolean"},"error":{"type":"object"}}}}},
    "required":["result"]},
  "OpenFgaExpandRequest": {"type":"object","properties":{"tuple_key":{"$ref":
    "#/components/schemas/OpenFgaTupleKey"},"authorization_model_id":{"type":"string"},
    "consistency":{"type":"string"},"contextual_tuples":{"$ref":
    "#/components/schemas/OpenFgaTupleKeys"}},"required":["tuple_key"]},
  "OpenFgaExpandResponse": {"type":"object","properties":{"tree":{"type":"object","properties":{
    "root":{"$ref":"#/components/schemas/OpenFgaNode"}}}},"required":["tree"]},
  "OpenFgaNode": {"type":"object","description":"One of the members beside the name.","properties":{
    "name":{"type":"string"},"leaf":{"type":"object"},"union":{"type":"object"},"intersection":{
    "type":"object"},"difference":{"type":"object"}},"required":["name"]},
  "OpenFgaListObjectsRequest": {"type":"object","properties":{"authorization_model_id":{"type":
    "string"},"type":{"type":"string"},"relation":{"type":"string"},"user":{"type":"string"},
    "contextual_tuples":{"$ref":"#/components/schemas/OpenFgaTupleKeys"},"context":{"type":
    "object"},"consistency":{"type":"string"}},"required":["type","relation","user"]},
  "OpenFgaListObjectsResponse": {"type":"object","properties":{"objects":{"type":"array","items":{
    "type":"string"}}},"required":["objects"]},
  "OpenFgaStreamedListObjectsResponse": {"type":"object","properties":{"result":{"type":"object",
    "properties":{"object":{"type":"string"}},"required":["object"]}},"required":["result"]},
  "OpenFgaListUsersRequest": {"type":"object","properties":{"authorization_model_id":{"type":
    "string"},"object":{"type":"object","properties":{"type":{"type":"string"},"id":{"type":
    "string"}},"required":["type","id"]},"relation":{"type":"string"},"user_filters":{"type":
    "array","minItems":1,"maxItems":1,"items":{"type":"object","properties":{"type":{"type":
    "string"},"relation":{"type":"string"}},"required":["type"]}},"contextual_tuples":{"type":
    "array","items":{"$ref":"#/components/schemas/OpenFgaTupleKey"}},"context":{"type":"object"},
    "consistency":{"type":"string"}},"required":["object","relation","user_filters"]},
  "OpenFgaListUsersResponse": {"type":"object","properties":{"users":{"type":"array","items":{
    "type":"object","description":"An `object`, a `userset` or a `wildcard`."}}},
    "required":["users"]}
})json";

} // namespace

std::string_view openapi_openfga_schemas() {
    return kSchemas;
}

} // namespace pemba::api
