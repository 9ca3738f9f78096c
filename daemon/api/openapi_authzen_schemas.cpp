// The JSON schemas of AuthZEN's messages in /openapi.json, as they are sent.
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSchemas = R"json({
  "AuthZenError": {"type":"string","description":"An error: what is wrong."},
  "AuthZenEntity": {"type":"object","description":
    "A subject or a resource. A search for it looks at its type only.","properties":{"type":{"type":
    "string"},"id":{"type":"string"},"properties":{"type":"object"}},"required":["type"]},
  "AuthZenAction": {"type":"object","properties":{"name":{"type":"string"},"properties":{"type":
    "object"}},"required":["name"]},
  "AuthZenParts": {"type":"object","properties":{"subject":{"$ref":
    "#/components/schemas/AuthZenEntity"},"action":{"$ref":"#/components/schemas/AuthZenAction"},
    "resource":{"$ref":"#/components/schemas/AuthZenEntity"},"context":{"type":"object"}}},
  "AuthZenDecision": {"type":"object","properties":{"decision":{"type":"boolean"},"context":{"type":
    "object","description":"Why it is a deny, where that is not plain.","properties":{"error":{
    "type":"object","properties":{"status":{"type":"integer"},"message":{"type":"string"}}}}}},
    "required":["decision"]},
  "AuthZenEvaluationRequest": {"allOf":[{"$ref":"#/components/schemas/AuthZenParts"}],
    "required":["subject","action","resource"]},
  "AuthZenEvaluationResponse": {"$ref":"#/components/schemas/AuthZenDecision"},
  "AuthZenEvaluationsRequest": {"allOf":[{"$ref":"#/components/schemas/AuthZenParts"}],
    "description":"What an item does not have it takes from the message.","properties":{
    "evaluations":{"type":"array","items":{"$ref":"#/components/schemas/AuthZenParts"}},"options":{
    "type":"object","properties":{"evaluations_semantic":{"enum":["execute_all",
    "deny_on_first_deny","permit_on_first_permit"]}}}}},
  "AuthZenEvaluationsResponse": {"oneOf":[{"type":"object","properties":{"evaluations":{"type":
    "array","items":{"$ref":"#/components/schemas/AuthZenDecision"}}},"required":["evaluations"]},{
    "$ref":"#/components/schemas/AuthZenDecision"}]},
  "AuthZenPageRequest": {"type":"object","properties":{"limit":{"type":"integer","minimum":1},
    "token":{"type":"string","description":"Everything else must be as it was."}}},
  "AuthZenPage": {"type":"object","properties":{"next_token":{"type":"string","description":
    "Empty at the end."},"count":{"type":"integer"},"total":{"type":"integer"}},
    "required":["next_token"]},
  "AuthZenSearchContext": {"type":"object","properties":{"missing_context":{"type":"array",
    "description":"There may be more results, were these values known.","items":{"type":"string"}},
    "except":{"type":"array",
    "description":"Whom the result `*`, everybody, does not cover.","items":{"$ref":
    "#/components/schemas/AuthZenEntity"}}}},
  "AuthZenSearchRequest": {"allOf":[{"$ref":"#/components/schemas/AuthZenParts"}],"properties":{
    "page":{"$ref":"#/components/schemas/AuthZenPageRequest"}},
    "required":["subject","action","resource"]},
  "AuthZenSearchResponse": {"type":"object","properties":{"page":{"$ref":
    "#/components/schemas/AuthZenPage"},"context":{"$ref":
    "#/components/schemas/AuthZenSearchContext"},"results":{"type":"array","items":{"$ref":
    "#/components/schemas/AuthZenEntity"}}},"required":["results"]},
  "AuthZenActionSearchRequest": {"allOf":[{"$ref":"#/components/schemas/AuthZenParts"}],
    "properties":{"page":{"$ref":"#/components/schemas/AuthZenPageRequest"}},
    "required":["subject","resource"]},
  "AuthZenActionSearchResponse": {"type":"object","properties":{"page":{"$ref":
    "#/components/schemas/AuthZenPage"},"context":{"$ref":
    "#/components/schemas/AuthZenSearchContext"},"results":{"type":"array","items":{"$ref":
    "#/components/schemas/AuthZenAction"}}},"required":["results"]},
  "AuthZenMetadata": {"type":"object","properties":{"policy_decision_point":{"type":"string"},
    "access_evaluation_endpoint":{"type":"string"},"access_evaluations_endpoint":{"type":"string"},
    "search_subject_endpoint":{"type":"string"},"search_resource_endpoint":{"type":"string"},
    "search_action_endpoint":{"type":"string"}},"required":["policy_decision_point",
    "access_evaluation_endpoint"]}
})json";

} // namespace

std::string_view openapi_authzen_schemas() {
    return kSchemas;
}

} // namespace pemba::api
