// Fuzzes messages: any body is answered by any route. The first line is the route's method and
// path, or chooses one, and maybe `?` and a query; the rest is the body. `{store_id}` and the like
// stand for what these stores have. A key for no namespace that there is opens nothing by any body.
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
    store.renew();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    const auto query = std::min(line.find('?'), end);
    const auto& route = route_of(store.routes(), line.substr(0, query));
    const auto target = store.with_ids(route.path + std::string(line.substr(query)));
    const auto body = store.with_ids(std::string(text.substr(std::min(end + 1, text.size()))));
    store.answer_stranger(route.method, target, body);
    store.answer(route.method, target, body);
    return 0;
}
