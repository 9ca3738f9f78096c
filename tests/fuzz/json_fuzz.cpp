// Fuzzes messages: any body is answered by any route. The first line is the route's method and
// path, or chooses one; the rest is the body.
#include <functional>

#include "fuzz/served_store.h"

namespace {

using namespace pemba;

const http::Route& route_of(const std::vector<http::Route>& routes, std::string_view line) {
    for (const auto& route : routes)
        if (line == route.method + " " + route.path)
            return route;
    return routes[std::hash<std::string_view>{}(line) % routes.size()];
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static testing::ServedStore store;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = std::min(text.find('\n'), text.size());
    const auto& route = route_of(store.routes(), text.substr(0, end));
    const auto body = text.substr(std::min(end + 1, text.size()));
    store.answer(route.method, store.with_ids(route.path), std::string(body));
    return 0;
}
