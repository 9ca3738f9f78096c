// Router: exact paths only, so a hash map is all it takes.
#include "http/router.h"

namespace pemba::http {

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (const Route& route : routes_)
        by_path_.emplace(route.path, &route);
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
    const auto [begin, end] = by_path_.equal_range(path);
    for (auto it = begin; it != end; ++it) {
        if (it->second->method == method)
            return {.route = it->second};
    }
    return {.failure = begin == end ? Failure::UnknownPath : Failure::UnknownMethod};
}

} // namespace pemba::http
