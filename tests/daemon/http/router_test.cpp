// Router and query: paths with parameters, and what follows the question mark.
#include <doctest/doctest.h>

#include "http/query.h"
#include "http/router.h"

using namespace pemba::http;

namespace {

Route route(std::string method, std::string path) {
    return {.method = std::move(method), .path = std::move(path), .handler = Handler{}};
}

Router router() {
    std::vector<Route> routes;
    routes.push_back(route("GET", "/stores"));
    routes.push_back(route("POST", "/stores"));
    routes.push_back(route("GET", "/stores/{store_id}"));
    routes.push_back(route("GET", "/stores/{store_id}/models/{id}"));
    routes.push_back(route("GET", "/stores/all/models"));
    return Router(std::move(routes));
}

} // namespace

TEST_SUITE("http/router") {
    TEST_CASE("router: a path is found by its method") {
        const Router router = ::router();
        CHECK(router.find("GET", "/stores").route->method == "GET");
        CHECK(router.find("POST", "/stores").route->method == "POST");
        CHECK(router.find("PUT", "/stores").failure == Failure::UnknownMethod);
    }
    TEST_CASE("router: a parameter takes one segment that is not empty") {
        const Router router = ::router();
        const auto found = router.find("GET", "/stores/01H/models/a%20b");
        REQUIRE(found.route != nullptr);
        CHECK(found.route->path == "/stores/{store_id}/models/{id}");
        REQUIRE(found.parameters.size() == 2);
        CHECK(found.parameters[0].name == "store_id");
        CHECK(found.parameters[0].value == "01H");
        CHECK(found.parameters[1].value == "a%20b");
        CHECK(router.find("GET", "/stores/").failure == Failure::UnknownPath);
        CHECK(router.find("GET", "/stores//models/1").failure == Failure::UnknownPath);
    }
    TEST_CASE("router: what is longer or shorter than every route is an unknown path") {
        const Router router = ::router();
        for (const char* path : {"", "/", "stores", "/stores/1/", "/stores/1/models",
                                 "/stores/1/models/2/3", "/Stores"})
            CHECK_MESSAGE(router.find("GET", path).failure == Failure::UnknownPath, path);
    }
    TEST_CASE("router: a segment that is spelled out goes before a parameter") {
        const Router router = ::router();
        CHECK(router.find("GET", "/stores/all/models").route->path == "/stores/all/models");
        CHECK(router.find("GET", "/stores/all/models").parameters.empty());
    }
    TEST_CASE("query: values are decoded, the first of a name counts") {
        CHECK(find_in_query("a=1&b=x%20y+z&a=2", "a") == "1");
        CHECK(find_in_query("a=1&b=x%20y+z&a=2", "b") == "x y z");
        CHECK(find_in_query("a=1&flag&%62=%C3%A9", "b") == "\xC3\xA9");
        CHECK(find_in_query("a=1&flag", "flag") == "");
        CHECK(find_in_query("a=1", "b") == std::nullopt);
        CHECK(find_in_query("", "") == std::nullopt);
        CHECK(find_in_query("a=100%&b=%4", "a") == "100%");
        CHECK(find_in_query("a=100%&b=%4", "b") == "%4");
    }
}
