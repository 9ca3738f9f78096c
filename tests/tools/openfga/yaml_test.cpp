// Tests of yaml.h: scalars have the types that YAML 1.2 gives them.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "openfga/yaml.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

namespace {

std::string json_text(const std::string& yaml) {
    return boost::json::serialize(must(json_of(must(load_yaml(yaml, "f")), "f")));
}

} // namespace

TEST_SUITE("tools/openfga/yaml") {
    TEST_CASE("yaml: plain scalars are typed, quoted ones and everything else are text") {
        CHECK(json_text("[1, -2, +3, 0x1F, 0o17, 18446744073709551615]") ==
              "[1,-2,3,31,15,18446744073709551615]");
        CHECK(json_text("[1.5, .5, -1e3]") == "[1.5E0,5E-1,-1E3]");
        CHECK(json_text("[true, False, null, ~, ]") == "[true,false,null,null]");
        CHECK(json_text("['1', \"true\", yes, 1.2.3, 10.0.0.1, 2023-01-01, nan, -]") ==
              R"(["1","true","yes","1.2.3","10.0.0.1","2023-01-01","nan","-"])");
    }

    TEST_CASE("yaml: maps and lists keep their order and their depth") {
        CHECK(json_text("b: {c: [1, {d: x}]}\na: []\n") == R"({"b":{"c":[1,{"d":"x"}]},"a":[]})");
    }

    TEST_CASE("yaml: a text that is none, a key that stands twice and one that is not known") {
        CHECK(load_yaml("a: [", "f.yaml").error().message.starts_with("f.yaml:1: "));
        const auto twice = json_of(must(load_yaml("a: 1\na: 2", "f.yaml")), "f.yaml");
        REQUIRE(!twice);
        CHECK(twice.error().message == "f.yaml:2: `a` stands twice");
        const auto node = must(load_yaml("a: 1\nb: 2", "f.yaml"));
        CHECK(expect_keys(node, "f.yaml", {"a"}).error().message ==
              "f.yaml:2: there is no key `b` here; the keys are a");
    }

    TEST_CASE("yaml: aliases that make too many values are refused") {
        std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 7; ++i) {
            const std::string last = "*a" + std::to_string(i - 1);
            bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
            for (int copy = 0; copy < 10; ++copy)
                bomb += (copy == 0 ? "" : ", ") + last;
            bomb += "]\n";
        }
        CHECK(!json_of(must(load_yaml(bomb, "f")), "f"));
    }
}
