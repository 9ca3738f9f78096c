// Endpoint: one row of the route table: what serves it and what /openapi.json tells of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/service.h"
#include "http/router.h"

namespace pemba::api {

/// How a call's bodies are made up.
enum class BodyKind {
    Unary,     ///< JSON object in, JSON object out
    Stream,    ///< JSON object in, a JSON object a line out
    Import,    ///< a sequence of JSON objects in, JSON object out
    Plain,     ///< nothing in, JSON object out
    PlainText, ///< nothing in, text out
};

/// Answers a call that is not allowed, as its API does.
using Refuse = http::Response (*)(const Service&, const http::Request&, const Denial&);

struct Endpoint {
    http::Route route;
    BodyKind kind = BodyKind::Unary;
    std::string summary;
    std::string request_schema;  ///< name in /openapi.json; empty: none
    std::string response_schema; ///< name in /openapi.json
    std::string error_schema = "Status";
    unsigned success = 200;              ///< the HTTP status
    std::vector<std::string> query = {}; ///< parameters
    std::optional<Needs> needs = {};     ///< of a key; nothing: none is asked for
    Refuse refuse = nullptr;             ///< where a key is needed
    bool deprecated = false;
};

/// The OpenAPI 3.1 description of a table. O(size).
[[nodiscard]] std::string openapi(const std::vector<Endpoint>& endpoints);

} // namespace pemba::api
