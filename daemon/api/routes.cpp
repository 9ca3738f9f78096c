// The route table.
#include "api/routes.h"

#include "api/authzen/call.h"
#include "api/authzen/handlers.h"
#include "api/guard.h"
#include "api/openfga/call.h"
#include "api/openfga/handlers.h"
#include "api/route_table.h"
#include "api/v1/handlers.h"

namespace pemba::api {
namespace {

using http::RunOn;
using keys::Scope;

// What several calls need. Where messages name namespaces, see namespaces_in.h.
constexpr const char* kResource = "resource.objectType";
constexpr const char* kFilter = "relationshipFilter.resourceType";
constexpr const char* kPreconditions = "?optionalPreconditions[].filter.resourceType";
constexpr const char* kContextual = "?contextual_tuples.?tuple_keys[].object:"; // of OpenFGA's API

const Needs kAllStores{.scope = Scope::Admin, .across_stores = true};
const Needs kImport{Scope::Write, {"relationships[].resource.objectType"}};
const Needs kExport{Scope::Read, {"optionalRelationshipFilter.resourceType"}};
const Needs kBulkCheck{Scope::Check, {"items[].resource.objectType"}};
const Needs kListObjects{Scope::Check, {"type", kContextual}};

void add_stores(RouteTable& table) {
    table.add("/v1/stores/create", kAllStores, v1::create_store, RunOn::Worker, BodyKind::Unary,
              "NewStore", "Makes an empty store beside the others.");
    table.add("/v1/stores/list", kAllStores, v1::list_stores, RunOn::Worker, BodyKind::Unary,
              "StoreList",
              "The stores, but for the default one, in the order in which they were made.");
    table.add("/v1/stores/delete", kAllStores, v1::delete_store, RunOn::Worker, BodyKind::Unary,
              "StoreDeletion", "Deletes a store with all that is in it.");
}

void add_schema_and_relationships(RouteTable& table) {
    table.add("/v1/schema/read", {Scope::Read}, v1::read_schema, RunOn::IoThread, BodyKind::Unary,
              "ReadSchema", "The schema as text.");
    table.add("/v1/schema/write", {Scope::Schema}, v1::write_schema, RunOn::Worker, BodyKind::Unary,
              "WriteSchema", "Replaces the schema.");
    table.add("/v1/relationships/write",
              {Scope::Write, {"updates[].relationship.resource.objectType", kPreconditions}},
              v1::write_relationships, RunOn::IoThread, BodyKind::Unary, "WriteRelationships",
              "Creates, touches and deletes relationships.");
    table.add("/v1/relationships/delete", {Scope::Write, {kFilter, kPreconditions}},
              v1::delete_relationships, RunOn::IoThread, BodyKind::Unary, "DeleteRelationships",
              "Deletes what a filter matches.");
    table.add("/v1/relationships/read", {Scope::Read, {kFilter}}, v1::read_relationships,
              RunOn::Worker, BodyKind::Stream, "ReadRelationships",
              "The relationships that a filter matches.");
    table.add("/v1/relationships/importbulk", kImport, v1::import_bulk, RunOn::Worker,
              BodyKind::Import, "ImportBulkRelationships",
              "Creates many relationships, all or none.");
    table.add("/v1/relationships/exportbulk", kExport, v1::export_bulk, RunOn::Worker,
              BodyKind::Stream, "ExportBulkRelationships", "Every relationship, in batches.");
}

// The schema as data, at its path and at the experimental one that it had before.
void add_reflection(RouteTable& table) {
    struct Row {
        const char *path, *experimental;
        Now handler;
        const char *message, *summary;
    };
    for (const auto& [path, experimental, handler, message, summary] :
         {Row{"/v1/schema/reflectschema", "/v1/experimental/reflectschema", v1::reflect_schema,
              "ReflectSchema", "The schema as data."},
          Row{"/v1/schema/diffschema", "/v1/experimental/diffschema", v1::diff_schema, "DiffSchema",
              "How the schema differs from another."},
          Row{"/v1/schema/permissions/computable", "/v1/experimental/permissions/computable",
              v1::computable_permissions, "ComputablePermissions",
              "The permissions that a relation feeds."},
          Row{"/v1/schema/permissions/dependent", "/v1/experimental/permissions/dependent",
              v1::dependent_relations, "DependentRelations",
              "The relations that a permission depends on."}}) {
        table.add(path, {Scope::Read}, handler, RunOn::Worker, BodyKind::Unary, message, summary);
        table
            .add(experimental, {Scope::Read}, handler, RunOn::Worker, BodyKind::Unary, message,
                 "Use " + std::string(path) + ".")
            .deprecated = true;
    }
}

void add_permissions(RouteTable& table) {
    table.add("/v1/permissions/check", {Scope::Check, {kResource}}, v1::check_permission,
              RunOn::IoThread, BodyKind::Unary, "CheckPermission", "May this subject do that?");
    table.add("/v1/permissions/checkbulk", kBulkCheck, v1::check_bulk, RunOn::Worker,
              BodyKind::Unary, "CheckBulkPermissions", "Many checks at one snapshot.");
    table.add("/v1/permissions/expand", {Scope::Read, {kResource}}, v1::expand_permission_tree,
              RunOn::Worker, BodyKind::Unary, "ExpandPermissionTree",
              "How a permission is made up.");
    table.add("/v1/permissions/resources", {Scope::Check, {"resourceObjectType"}},
              v1::lookup_resources, RunOn::Worker, BodyKind::Stream, "LookupResources",
              "The objects that a subject has a permission to.");
    table.add("/v1/permissions/subjects", {Scope::Check, {kResource}}, v1::lookup_subjects,
              RunOn::Worker, BodyKind::Stream, "LookupSubjects",
              "The subjects that have a permission to an object.");
}

void add_deprecated(RouteTable& table) {
    table
        .add("/v1/experimental/relationships/bulkimport", kImport, v1::import_bulk, RunOn::Worker,
             BodyKind::Import, "ImportBulkRelationships", "Use /v1/relationships/importbulk.")
        .deprecated = true;
    table
        .add("/v1/experimental/relationships/bulkexport", kExport, v1::export_bulk, RunOn::Worker,
             BodyKind::Stream, "ExportBulkRelationships", "Use /v1/relationships/exportbulk.")
        .deprecated = true;
    table
        .add("/v1/experimental/permissions/bulkcheckpermission", kBulkCheck,
             v1::check_bulk_experimental, RunOn::Worker, BodyKind::Unary, "CheckBulkPermissions",
             "Use /v1/permissions/checkbulk.")
        .deprecated = true;
}

void add_counters(RouteTable& table) {
    table.add("/v1/experimental/registerrelationshipcounter", {Scope::Schema}, v1::register_counter,
              RunOn::IoThread, BodyKind::Unary, "RegisterRelationshipCounter",
              "Keeps a filter under a name, to be counted.");
    table.add("/v1/experimental/countrelationships", {Scope::Read}, v1::count_relationships,
              RunOn::Worker, BodyKind::Unary, "CountRelationships",
              "How many relationships a counter's filter matches now, exactly.");
    table.add("/v1/experimental/unregisterrelationshipcounter", {Scope::Schema},
              v1::unregister_counter, RunOn::IoThread, BodyKind::Unary,
              "UnregisterRelationshipCounter", "Forgets a counter.");
}

// OpenFGA's API.

void add_openfga_stores(RouteTable& table) {
    table
        .add_openfga("POST", "/stores", kAllStores, openfga::create_store, RunOn::Worker,
                     {"CreateStore", "Makes an empty store."})
        .success = 201;
    table.add_openfga("GET", "/stores", kAllStores, openfga::list_stores, RunOn::Worker,
                      {"ListStores",
                       "The stores, in the order in which they were made.",
                       {"name", "page_size", "continuation_token"}});
    table.add_openfga("GET", "/stores/{store_id}", {Scope::Read}, openfga::get_store,
                      RunOn::IoThread, {"GetStore", "One store."});
    table.add_openfga("PATCH", "/stores/{store_id}", {Scope::Admin}, openfga::update_store,
                      RunOn::IoThread, {"GetStore", "Not implemented, as with the peer."});
    table
        .add_openfga("DELETE", "/stores/{store_id}", {Scope::Admin}, openfga::delete_store,
                     RunOn::Worker, {"DeleteStore", "Deletes a store with all that is in it."})
        .success = 204;
}

void add_openfga_models(RouteTable& table) {
    const std::string models = "/stores/{store_id}/authorization-models";
    const std::string assertions = "/stores/{store_id}/assertions/{authorization_model_id}";
    table
        .add_openfga("POST", models, {Scope::Schema}, openfga::write_model, RunOn::Worker,
                     {"WriteAuthorizationModel", "Writes a new version of the model."})
        .success = 201;
    table.add_openfga("GET", models, {Scope::Read}, openfga::list_models, RunOn::Worker,
                      {"ReadAuthorizationModels",
                       "The versions of the model, the newest first.",
                       {"page_size", "continuation_token"}});
    table.add_openfga("GET", models + "/{id}", {Scope::Read}, openfga::read_model, RunOn::Worker,
                      {"ReadAuthorizationModel", "One version of the model."});
    table
        .add_openfga("PUT", assertions, {Scope::Schema}, openfga::write_assertions, RunOn::Worker,
                     {"WriteAssertions", "Keeps what is expected of a version of the model."})
        .success = 204;
    table.add_openfga("GET", assertions, {Scope::Read}, openfga::read_assertions, RunOn::IoThread,
                      {"ReadAssertions", "What is expected of a version of the model."});
}

void add_openfga_tuples(RouteTable& table) {
    table.add_openfga("POST", "/stores/{store_id}/read", {Scope::Read, {"tuple_key.object:"}},
                      openfga::read_tuples, RunOn::Worker,
                      {"Read", "The tuples that a key matches, in pages."});
    table.add_openfga(
        "POST", "/stores/{store_id}/write",
        {Scope::Write, {"?writes.tuple_keys[].object:", "?deletes.tuple_keys[].object:"}},
        openfga::write_tuples, RunOn::IoThread,
        {"Write", "Writes and deletes tuples, all of them or none."});
    table.add_openfga("GET", "/stores/{store_id}/changes", {Scope::Read}, openfga::read_changes,
                      RunOn::Worker,
                      {"ReadChanges",
                       "What was written and deleted, in order.",
                       {"type", "page_size", "continuation_token", "start_time"}});
}

void add_openfga_questions(RouteTable& table) {
    table.add_openfga("POST", "/stores/{store_id}/check",
                      {Scope::Check, {"tuple_key.object:", kContextual}}, openfga::check,
                      RunOn::IoThread, {"Check", "Does this user have that relation?"});
    table.add_openfga(
        "POST", "/stores/{store_id}/batch-check",
        {Scope::Check,
         {"checks[].tuple_key.object:", "checks[].?contextual_tuples.?tuple_keys[].object:"}},
        openfga::batch_check, RunOn::Worker, {"BatchCheck", "Many checks at one snapshot."});
    table.add_openfga("POST", "/stores/{store_id}/expand",
                      {Scope::Read, {"tuple_key.object:", kContextual}}, openfga::expand,
                      RunOn::Worker, {"Expand", "How a relation is made up, one level of it."});
    table.add_openfga("POST", "/stores/{store_id}/list-objects", kListObjects,
                      openfga::list_objects, RunOn::Worker,
                      {"ListObjects", "All objects that a user has a relation to."});
    Endpoint& streamed =
        table.add_openfga("POST", "/stores/{store_id}/streamed-list-objects", kListObjects,
                          openfga::streamed_list_objects, RunOn::Worker,
                          {"StreamedListObjects", "The same, one object a line."});
    streamed.kind = BodyKind::Stream;
    streamed.request_schema = "OpenFgaListObjectsRequest";
    streamed.error_schema = "OpenFgaStreamRefusal";
    streamed.refuse = openfga::refuse_stream;
    table.add_openfga("POST", "/stores/{store_id}/list-users",
                      {Scope::Check, {"object.type", "?contextual_tuples[].object:"}},
                      openfga::list_users, RunOn::Worker,
                      {"ListUsers", "All users that have a relation to an object."});
}

void add_authzen(RouteTable& table) {
    table.add_authzen("/access/v1/evaluation", {Scope::Check, {"resource.type"}},
                      authzen::evaluation, RunOn::IoThread, "Evaluation",
                      "May this subject do that?");
    table.add_authzen("/access/v1/evaluations",
                      {Scope::Check, {"?resource.type", "?evaluations[].?resource.type"}},
                      authzen::evaluations, RunOn::Worker, "Evaluations",
                      "Many evaluations at one snapshot.");
    table.add_authzen("/access/v1/search/subject", {Scope::Check, {"resource.type"}},
                      authzen::search_subject, RunOn::Worker, "Search",
                      "The subjects of a type that may do that.");
    table.add_authzen("/access/v1/search/resource", {Scope::Check, {"resource.type"}},
                      authzen::search_resource, RunOn::Worker, "Search",
                      "The resources of a type with which a subject may do that.");
    table.add_authzen("/access/v1/search/action", {Scope::Check, {"resource.type"}},
                      authzen::search_action, RunOn::Worker, "ActionSearch",
                      "What a subject may do with a resource.");
}

std::vector<Endpoint> authzen_metadata(const Service& service) {
    const std::string path = "/.well-known/authzen-configuration";
    std::vector<Endpoint> rows;
    const auto add = [&](const std::string& below, std::string summary, std::string error) {
        const auto handler = [&service](http::Request& request) {
            return authzen::metadata(service, request);
        };
        rows.push_back({.route = {"GET", path + below, http::Handler(handler)},
                        .kind = BodyKind::Plain,
                        .summary = std::move(summary),
                        .request_schema = {},
                        .response_schema = "AuthZenMetadata",
                        .error_schema = std::move(error)});
    };
    add("", "Where AuthZEN's API is.", "AuthZenError");
    add("/stores/{store_id}", "The same below a store.", "OpenFgaError");
    add("/{store_id}", "The same, at OpenFGA's path.", "OpenFgaError");
    return rows;
}

void add_openapi(std::vector<Endpoint>& rows) {
    Endpoint row{.route = {.method = "GET", .path = "/openapi.json", .handler = http::Handler{}},
                 .kind = BodyKind::Plain,
                 .summary = "This description.",
                 .request_schema = {},
                 .response_schema = "OpenApiDocument"};
    rows.push_back(row);
    rows.back().route.handler = http::Handler(
        [text = openapi(rows)](http::Request&) -> http::Response { return {.body = text}; });
}

} // namespace

std::vector<Endpoint> endpoints(const Service& service, const Health& health,
                                const BodyLimits& limits) {
    RouteTable table(service, limits);
    add_stores(table);
    add_schema_and_relationships(table);
    add_reflection(table);
    add_permissions(table);
    table.add("/v1/watch", {Scope::Read}, v1::watch, RunOn::Worker, BodyKind::Stream, "Watch",
              "Changes as they are written: a stream without an end.");
    add_deprecated(table);
    add_counters(table);
    add_openfga_stores(table);
    add_openfga_models(table);
    add_openfga_tuples(table);
    add_openfga_questions(table);
    add_authzen(table);
    table.allow_other_origins();
    table.add(authzen_metadata(service));
    table.add(health_endpoints(health));
    std::vector<Endpoint> rows = table.take_rows();
    add_openapi(rows);
    guard(rows, service);
    return rows;
}

std::vector<http::Route> routes(const std::vector<Endpoint>& endpoints) {
    std::vector<http::Route> routes;
    for (const Endpoint& endpoint : endpoints)
        routes.push_back(endpoint.route);
    return routes;
}

namespace {

struct Refusal {
    unsigned status;
    v1::Code code;
    std::string_view message;
};

Refusal refusal_of(http::Failure why) {
    using http::Failure;
    using v1::Code;
    switch (why) {
    case Failure::Malformed:
        return {400, Code::InvalidArgument, "the request is not valid HTTP/1.1"};
    case Failure::NeedsTls:
        return {400, Code::InvalidArgument, "this port speaks TLS: say `https://` instead"};
    case Failure::UnknownPath: return {404, Code::NotFound, "Not Found"};
    case Failure::UnknownMethod: return {501, Code::Unimplemented, "Method Not Allowed"};
    case Failure::HeaderTooLarge:
        return {431, Code::ResourceExhausted,
                "the request's header is larger than `max-header-bytes`"};
    case Failure::BodyTooLarge:
        return {413, Code::ResourceExhausted,
                "the request's body is larger than `max-import-bytes`"};
    case Failure::MessageTooLarge:
        return {429, Code::ResourceExhausted,
                "the request's message is larger than `max-body-bytes`"};
    case Failure::Timeout:
        return {408, Code::DeadlineExceeded, "the request did not arrive within `read-timeout`"};
    case Failure::Overloaded:
        return {503, Code::Unavailable, "too many connections or requests at once; try again"};
    case Failure::Internal: return {500, Code::Internal, "an internal error; see the log"};
    }
    return {500, Code::Internal, "an internal error"};
}

} // namespace

http::Response render_failure(http::Failure why, std::string_view path) {
    if (path.starts_with("/stores") || path.starts_with("/.well-known/authzen-configuration/"))
        return openfga::render_failure(why);
    const auto [status, code, message] = refusal_of(why);
    if (path.starts_with("/access/v1/") || path == "/.well-known/authzen-configuration")
        return authzen::error_response(status, message);
    http::Response response = v1::error_response(
        {.code = code, .message = std::string(message), .reason = {}}, v1::Shape::Unary);
    response.status = status;
    return response;
}

} // namespace pemba::api
