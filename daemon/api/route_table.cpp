// RouteTable: handlers bound to the service, and rows.
#include "api/route_table.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "api/authzen/call.h"
#include "api/openfga/call.h"
#include "api/v1/call.h"

namespace pemba::api {

using http::RunOn;

RouteTable::AnyHandler RouteTable::bind(Now handler) const {
    return http::Handler([&service = service_, handler](http::Request& request) {
        return handler(service, request);
    });
}

RouteTable::AnyHandler RouteTable::bind(Eager handler) const {
    return http::EagerHandler(
        [&service = service_, handler](http::Request& request, http::Effort effort) {
            return handler(service, request, effort);
        });
}

RouteTable::AnyHandler RouteTable::bind(Later handler) const {
    return http::AsyncHandler(
        [&service = service_, handler](http::Request& request, http::Reply reply) {
            handler(service, request, std::move(reply));
        });
}

RouteTable::AnyHandler RouteTable::bind_openfga(Now handler) const {
    return http::Handler([&service = service_, handler](http::Request& request) {
        http::Response response = handler(service, request);
        openfga::add_headers(service, request, response);
        return response;
    });
}

RouteTable::AnyHandler RouteTable::bind_openfga(Eager handler) const {
    return http::EagerHandler(
        [&service = service_, handler](http::Request& request, http::Effort effort) {
            auto response = handler(service, request, effort);
            if (response)
                openfga::add_headers(service, request, *response);
            return response;
        });
}

RouteTable::AnyHandler RouteTable::bind_openfga(Later handler) const {
    return http::AsyncHandler(
        [&service = service_, handler](http::Request& request, http::Reply reply) {
            handler(service, request,
                    [&service, &request, reply = std::move(reply)](http::Response response) {
                        openfga::add_headers(service, request, response);
                        reply(std::move(response));
                    });
        });
}

Endpoint& RouteTable::add_v1(std::string path, Needs needs, AnyHandler handler, RunOn run_on,
                             BodyKind kind, std::string message, std::string summary) {
    rows_.push_back({.route = {.method = "POST",
                               .path = std::move(path),
                               .handler = std::move(handler),
                               .run_on = run_on,
                               .max_body_bytes = kind == BodyKind::Import ? limits_.import_bytes
                                                                          : limits_.message_bytes},
                     .kind = kind,
                     .summary = std::move(summary),
                     .request_schema = message + "Request",
                     .response_schema = message + "Response",
                     .error_schema = kind == BodyKind::Stream ? "StreamRefusal" : "Status",
                     .needs = std::move(needs),
                     .refuse = kind == BodyKind::Stream ? v1::refuse_stream : v1::refuse});
    return rows_.back();
}

Endpoint& RouteTable::add_openfga_row(std::string method, std::string path, AnyHandler handler,
                                      RunOn run_on, OpenFgaWords words) {
    const bool has_body = method == "POST" || method == "PUT";
    rows_.push_back({.route = {.method = std::move(method),
                               .path = std::move(path),
                               .handler = std::move(handler),
                               .run_on = run_on,
                               .max_body_bytes = service_.openfga.body_bytes},
                     .kind = BodyKind::Unary,
                     .summary = std::move(words.summary),
                     .request_schema = has_body ? "OpenFga" + words.message + "Request" : "",
                     .response_schema = "OpenFga" + words.message + "Response",
                     .error_schema = "OpenFgaError",
                     .query = std::move(words.query),
                     .refuse = openfga::refuse});
    return rows_.back();
}

void RouteTable::add_authzen_row(http::Route route, const Needs& needs, const std::string& message,
                                 const std::string& summary, std::string error_schema) {
    rows_.push_back({.route = std::move(route),
                     .kind = BodyKind::Unary,
                     .summary = summary,
                     .request_schema = "AuthZen" + message + "Request",
                     .response_schema = "AuthZen" + message + "Response",
                     .error_schema = std::move(error_schema),
                     .needs = needs,
                     .refuse = authzen::refuse});
}

void RouteTable::allow_other_origins() {
    if (service_.cors_origins.empty())
        return;
    std::set<std::string> paths;
    for (const Endpoint& row : rows_)
        if (row.route.path.starts_with("/stores"))
            paths.insert(row.route.path);
    for (const std::string& path : paths) {
        Endpoint& row = add_openfga_row("OPTIONS", path, bind_openfga(openfga::allow_origin),
                                        RunOn::IoThread, {"", "What a page may ask from here."});
        row.success = 204;
    }
}

void RouteTable::add(std::vector<Endpoint> rows) {
    std::ranges::move(rows, std::back_inserter(rows_));
}

} // namespace pemba::api
