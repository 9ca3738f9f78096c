// Where a message names namespaces.
#include "api/namespaces_in.h"

#include <doctest/doctest.h>

#include "support/must.h"

using pemba::api::namespaces_in;
using Texts = std::vector<std::string>;

TEST_SUITE("api/namespaces_in") {
    TEST_CASE("namespaces: a place leads through members and elements") {
        const Texts places{"items[].resource.objectType"};
        CHECK(namespaces_in(R"({"items":[{"resource":{"objectType":"a"}},)"
                            R"({"resource":{"objectType":"b"}}]})",
                            places) == Texts{"a", "b"});
        CHECK(namespaces_in(R"({"items":[]})", places) == Texts{});
        CHECK(namespaces_in(R"({"object":"doc:1:2"})", {"object:"}) == Texts{"doc"});
        CHECK(namespaces_in(R"({"a":"x","b":"y"})", {"a", "b"}) == Texts{"x", "y"});
    }
    TEST_CASE("namespaces: every message of a body counts") {
        CHECK(namespaces_in(R"({"a":"x"} {"a":"y"})", {"a"}) == Texts{"x", "y"});
        CHECK(!namespaces_in(R"({"a":"x"} {"b":"y"})", {"a"}));
        CHECK(!namespaces_in(R"({"a":"x"} garbage)", {"a"}));
    }
    TEST_CASE("namespaces: whichever of several members a handler reads, it is among the texts") {
        CHECK(namespaces_in(R"({"aB":"x","aB":"y","a_b":"z"})", {"aB"}) == Texts{"x", "y", "z"});
        CHECK(namespaces_in(R"({"r":{"t":"x"},"r":{"t":"y"}})", {"r.t"}) == Texts{"x", "y"});
    }
    TEST_CASE("namespaces: what does not tell its namespaces has no answer") {
        const Texts place{"r.t"};
        for (const char* body :
             {"", " ", "{", "[]", "{}", R"({"r":null})", R"({"r":[]})", R"({"r":{}})",
              R"({"r":{"t":null}})", R"({"r":{"t":1}})", R"({"r":{"t":["x"]}})"})
            CHECK_MESSAGE(!namespaces_in(body, place), body);
        CHECK(!namespaces_in(R"({"items":{}})", {"items[].t"}));
        CHECK(!namespaces_in("{}", {}));
    }
    TEST_CASE("namespaces: what may be absent may be, but must tell all where it is there") {
        const Texts place{"?p[].f.t"};
        CHECK(namespaces_in("{}", place) == Texts{});
        CHECK(namespaces_in(R"({"p":null})", place) == Texts{});
        CHECK(namespaces_in(R"({"p":[{"f":{"t":"x"}}]})", place) == Texts{"x"});
        CHECK(!namespaces_in(R"({"p":[{"f":{"t":"x"}},{"f":{}}]})", place));
        CHECK(namespaces_in(R"({"p":[{},{"r":{"t":"x"}}]})", {"?p[].?r.t"}) == Texts{"x"});
    }
}
