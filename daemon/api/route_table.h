// RouteTable: makes the rows of the route table out of handlers, each API's in its own way.
#pragma once

#include <string>
#include <vector>

#include "api/endpoint.h"
#include "api/service.h"

namespace pemba::api {

/// Largest bodies.
struct BodyLimits {
    std::size_t message_bytes = 4 * 1024 * 1024;
    std::size_t import_bytes = 64 * 1024 * 1024;
};

// Handlers of a service, as functions.
using Now = http::Response (*)(const Service&, http::Request&);
using Eager = std::optional<http::Response> (*)(const Service&, http::Request&, http::Effort);
using Later = void (*)(const Service&, http::Request&, http::Reply);

/// What an OpenFGA route is called in /openapi.json, and what it may be asked with.
struct OpenFgaWords {
    std::string message; ///< `OpenFga` + this + `Request` or `Response`
    std::string summary;
    std::vector<std::string> query = {}; ///< parameters
};

/// Rows in the order in which they are added. The service outlives them.
class RouteTable {
public:
    RouteTable(const Service& service, const BodyLimits& limits)
        : service_(service), limits_(limits) {}

    /// A call of the v1 API: a POST with a message. After the path: what it needs of a key, the
    /// handler, where it runs, and what /openapi.json tells.
    template <class Handler>
    Endpoint& add(std::string path, Needs needs, Handler handler, http::RunOn run_on, BodyKind kind,
                  std::string message, std::string summary) {
        return add_v1(std::move(path), std::move(needs), bind(handler), run_on, kind,
                      std::move(message), std::move(summary));
    }
    /// A call of OpenFGA's API.
    template <class Handler>
    Endpoint& add_openfga(std::string method, std::string path, Needs needs, Handler handler,
                          http::RunOn run_on, OpenFgaWords words) {
        Endpoint& row = add_openfga_row(std::move(method), std::move(path), bind_openfga(handler),
                                        run_on, std::move(words));
        row.needs = std::move(needs);
        return row;
    }
    /// A call of AuthZEN's API, at its own path and below a store.
    template <class Handler>
    void add_authzen(const std::string& path, const Needs& needs, Handler handler,
                     http::RunOn run_on, const std::string& message, const std::string& summary) {
        add_authzen_row({"POST", path, bind(handler), run_on, limits_.message_bytes}, needs,
                        message, summary, "AuthZenError");
        add_authzen_row({"POST", "/stores/{store_id}" + path, bind_openfga(handler), run_on,
                         service_.openfga.body_bytes},
                        needs, message, summary, "OpenFgaError");
    }
    /// An OPTIONS route for each path below /stores, which pages of other origins ask first,
    /// if there are any that may ask.
    void allow_other_origins();
    void add(std::vector<Endpoint> rows);

    [[nodiscard]] std::vector<Endpoint> take_rows() { return std::move(rows_); }
    [[nodiscard]] const std::vector<Endpoint>& rows() const { return rows_; }

private:
    using AnyHandler = decltype(http::Route::handler);

    [[nodiscard]] AnyHandler bind(Now handler) const;
    [[nodiscard]] AnyHandler bind(Eager handler) const;
    [[nodiscard]] AnyHandler bind(Later handler) const;
    // The same with the headers that all of OpenFGA's answers have.
    [[nodiscard]] AnyHandler bind_openfga(Now handler) const;
    [[nodiscard]] AnyHandler bind_openfga(Eager handler) const;
    [[nodiscard]] AnyHandler bind_openfga(Later handler) const;
    Endpoint& add_v1(std::string path, Needs needs, AnyHandler handler, http::RunOn run_on,
                     BodyKind kind, std::string message, std::string summary);
    void add_authzen_row(http::Route route, const Needs& needs, const std::string& message,
                         const std::string& summary, std::string error_schema);
    Endpoint& add_openfga_row(std::string method, std::string path, AnyHandler handler,
                              http::RunOn run_on, OpenFgaWords words);

    const Service& service_;
    const BodyLimits& limits_;
    std::vector<Endpoint> rows_;
};

} // namespace pemba::api
