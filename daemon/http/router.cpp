// Router: a tree of path segments.
#include "http/router.h"

#include <algorithm>
#include <stdexcept>

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

Router::Place* Router::Place::find(std::string_view segment) const {
    for (const auto& [spelling, place] : spelled_out)
        if (spelling == segment)
            return place.get();
    return nullptr;
}

Router::Place& Router::Place::find_or_add(std::string_view segment) {
    if (segment.starts_with('{')) {
        parameter_name = segment.substr(1, segment.size() - 2);
        if (!parameter)
            parameter = std::make_unique<Place>();
        return *parameter;
    }
    if (Place* known = find(segment))
        return *known;
    return *spelled_out.emplace_back(segment, std::make_unique<Place>()).second;
}

void Router::add(const Route& route) {
    if (std::ranges::count(route.path, '{') > std::ptrdiff_t{PathParameters::kMost})
        throw std::length_error("too many parameters in the path " + route.path);
    Place* place = &root_;
    for (std::string_view rest = route.path; rest.starts_with('/');) {
        const std::string_view segment = take_segment(rest);
        place = &place->find_or_add(segment);
    }
    place->routes.push_back(&route);
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
    Found found;
    const Place* place = &root_;
    while (path.starts_with('/')) {
        const std::string_view segment = take_segment(path);
        if (const Place* next = place->find(segment)) {
            place = next;
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
