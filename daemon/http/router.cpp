// Router: a tree of path segments.
#include "http/router.h"

#include <algorithm>

namespace pemba::http {
namespace {

// Takes the next segment, with the slash before it, off a path.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

} // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (const Route& route : routes_)
        add(route);
}

void Router::add(const Route& route) {
    Place* place = &root_;
    for (std::string_view rest = route.path; rest.starts_with('/');) {
        const std::string_view segment = take_segment(rest);
        const bool is_parameter = segment.starts_with('{');
        auto& next = is_parameter ? place->parameter : place->spelled_out[segment];
        if (!next)
            next = std::make_unique<Place>();
        if (is_parameter)
            place->parameter_name = segment.substr(1, segment.size() - 2);
        place = next.get();
    }
    place->routes.push_back(&route);
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
    Found found;
    const Place* place = &root_;
    while (path.starts_with('/')) {
        const std::string_view segment = take_segment(path);
        const auto next = place->spelled_out.find(segment);
        if (next != place->spelled_out.end()) {
            place = next->second.get();
        } else if (place->parameter && !segment.empty()) {
            found.parameters.push_back({place->parameter_name, segment});
            place = place->parameter.get();
        } else {
            return {};
        }
    }
    const auto route = std::ranges::find(place->routes, method, &Route::method);
    if (route != place->routes.end())
        found.route = *route;
    found.failure = place->routes.empty() ? Failure::UnknownPath : Failure::UnknownMethod;
    return found;
}

} // namespace pemba::http
