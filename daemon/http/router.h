// Router: one plain table of routes, filled by the caller and looked up by path and method.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/message.h"

namespace pemba::http {

/// Answers at once. Called from many threads at the same time.
using Handler = std::function<Response(Request&)>;
/// Takes the one answer of an AsyncHandler, from any thread.
using Reply = std::function<void(Response)>;
/// Answers later, by calling the reply exactly once; the request lives until then.
using AsyncHandler = std::function<void(Request&, Reply)>;

/// How much an EagerHandler may do: answer if that takes microseconds, or whatever it takes.
enum class Effort { Little, Full };
/// Answers at once on the io thread if that takes little effort. If it answers nothing, it is
/// called again on a worker with full effort, and then must answer; the request is as it was, its
/// body not moved from.
using EagerHandler = std::function<std::optional<Response>(Request&, Effort)>;

/// Where a Handler or AsyncHandler and its stream run: on the connection's io thread, for what
/// takes microseconds, or on a worker thread, for what may take longer. An EagerHandler begins on
/// the first.
enum class RunOn { IoThread, Worker };

struct Route {
    std::string method;
    std::string path; ///< a segment may be a parameter: `/stores/{store_id}`; the label in metrics
    std::variant<Handler, AsyncHandler, EagerHandler> handler;
    RunOn run_on = RunOn::IoThread;
    std::size_t max_body_bytes = 0; ///< larger ones are answered with Failure::MessageTooLarge
    bool urgent = false;            ///< answered also while there is too much to do for others
    /// Asked, if there is one, before a body is waited for that has not come with its header; what
    /// it answers is the answer. The request has no body yet.
    std::function<std::optional<Response>(const Request&)> before_body = nullptr;
};

/// Immutable after construction; safe to read from any thread.
class Router {
public:
    /// A path has at most PathParameters::kMost parameters.
    explicit Router(std::vector<Route> routes);
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    struct Found {
        const Route* route = nullptr;
        Failure failure = Failure::UnknownPath; ///< if there is no route
        PathParameters parameters = {};         ///< views of the path and of the router
    };
    /// A segment that a route spells out goes before a parameter in its place.
    [[nodiscard]] Found find(std::string_view method, std::string_view path) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
    /// Where one of the routes stands among them.
    [[nodiscard]] std::size_t index_of(const Route& route) const {
        return static_cast<std::size_t>(&route - routes_.data());
    }

private:
    /// The routes whose paths end here, and where their next segments lead.
    struct Place {
        std::vector<const Route*> routes;
        /// By segment; so few that looking at each is the quickest.
        std::vector<std::pair<std::string_view, std::unique_ptr<Place>>> spelled_out;
        std::unique_ptr<Place> parameter;
        std::string_view parameter_name;

        [[nodiscard]] Place* find(std::string_view segment) const;
        Place& find_or_add(std::string_view segment);
    };
    void add(const Route& route);

    std::vector<Route> routes_;
    Place root_;
};

} // namespace pemba::http
