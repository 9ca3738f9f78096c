// /openapi.json, generated from the route table.
#include <map>
#include <vector>

#include "api/endpoint.h"
#include "api/json_writer.h"
#include "api/openapi_schemas.h"

namespace pemba::api {
namespace {

constexpr std::string_view kLines = "application/x-ndjson";
constexpr unsigned kNoContent = 204;

void write_content(JsonWriter& out, std::string_view type, const std::string& schema) {
    out.key("content").begin_object().key(type).begin_object().key("schema");
    out.begin_object().member("$ref", "#/components/schemas/" + schema).end_object();
    out.end_object().end_object();
}

void write_request_body(JsonWriter& out, const Endpoint& endpoint) {
    if (endpoint.request_schema.empty())
        return;
    out.key("requestBody").begin_object();
    if (endpoint.kind == BodyKind::Import)
        out.member("description", "A sequence of such objects, one after the other.");
    write_content(out, endpoint.kind == BodyKind::Import ? kLines : http::kJson,
                  endpoint.request_schema);
    out.end_object();
}

void write_success(JsonWriter& out, const Endpoint& endpoint) {
    out.key(std::to_string(endpoint.success)).begin_object();
    if (endpoint.kind == BodyKind::PlainText) {
        out.member("description", "Success").key("content").begin_object();
        out.key("text/plain").begin_object().key("schema").begin_object();
        out.member("type", "string").end_object().end_object().end_object();
    } else {
        out.member("description", endpoint.kind == BodyKind::Stream
                                      ? "A stream: one such object a line; the last line may be "
                                        "an `error` instead. Empty if there is nothing."
                                      : "Success");
        if (endpoint.success != kNoContent)
            write_content(out, http::kJson, endpoint.response_schema);
    }
    out.end_object();
}

void write_parameter(JsonWriter& out, std::string_view name, std::string_view place) {
    out.begin_object().member("name", name).member("in", place);
    out.key("required").boolean(place == "path").key("schema").begin_object();
    out.member("type", "string").end_object().end_object();
}

void write_parameters(JsonWriter& out, const Endpoint& endpoint) {
    out.key("parameters").begin_array();
    const std::string& path = endpoint.route.path;
    for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
        write_parameter(out, path.substr(at + 1, path.find('}', at) - at - 1), "path");
    for (const std::string& name : endpoint.query)
        write_parameter(out, name, "query");
    out.end_array();
}

void write_responses(JsonWriter& out, const Endpoint& endpoint) {
    out.key("responses").begin_object();
    write_success(out, endpoint);
    out.key("default").begin_object().member("description", "An error.");
    write_content(out, http::kJson, endpoint.error_schema);
    out.end_object().end_object();
}

void write_operation(JsonWriter& out, const Endpoint& endpoint) {
    std::string method = endpoint.route.method;
    for (char& c : method)
        c = static_cast<char>(c | 0x20); // ASCII lower case
    out.key(method).begin_object();
    out.member("summary", endpoint.summary);
    if (endpoint.deprecated)
        out.key("deprecated").boolean(true);
    if (!endpoint.needs)
        out.key("security").begin_array().end_array();
    write_parameters(out, endpoint);
    write_request_body(out, endpoint);
    write_responses(out, endpoint);
    out.end_object();
}

void write_security(JsonWriter& out) {
    out.key("security").begin_array().begin_object().key("key").begin_array().end_array();
    out.end_object().end_array();
}

// One object with the members of all of them.
std::string merged(std::initializer_list<std::string_view> objects) {
    std::string all = "{";
    for (std::string_view object : objects) {
        object = object.substr(object.find('{') + 1);
        all.append(all.size() > 1 ? "," : "").append(object.substr(0, object.rfind('}')));
    }
    return all + "}";
}

void write_components(JsonWriter& out) {
    out.key("components").begin_object().key("securitySchemes").begin_object();
    out.key("key").begin_object().member("type", "http").member("scheme", "bearer");
    out.end_object().end_object();
    out.key("schemas").raw(
        merged({openapi_schemas(), openapi_stream_schemas(), openapi_schema_messages(),
                openapi_openfga_schemas(), openapi_authzen_schemas()}));
    out.end_object();
}

} // namespace

std::string openapi(const std::vector<Endpoint>& endpoints) {
    std::map<std::string, std::vector<const Endpoint*>> by_path;
    for (const Endpoint& endpoint : endpoints)
        by_path[endpoint.route.path].push_back(&endpoint);
    JsonWriter out;
    out.begin_object().member("openapi", "3.1.0").key("info").begin_object();
    out.member("title", "Pemba").member("version", PEMBA_VERSION);
    out.member("description", "SpiceDB's v1 HTTP/JSON API, which is Pemba's own, "
                              "OpenFGA's below /stores, and AuthZEN's Authorization API.")
        .end_object();
    write_security(out);
    out.key("paths").begin_object();
    for (const auto& [path, operations] : by_path) {
        out.key(path).begin_object();
        for (const Endpoint* endpoint : operations)
            write_operation(out, *endpoint);
        out.end_object();
    }
    out.end_object();
    write_components(out);
    out.end_object();
    return std::move(out).text();
}

} // namespace pemba::api
