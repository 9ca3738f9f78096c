// Tests of fga_test.h: each test has a store of its own, and what is not as expected is told.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "fga_test.h"
#include "openfga/model_file.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::client;
using namespace pemba::openfga;
using namespace pemba::testing;

namespace {

StoreFile store_file(std::vector<StoreTest> tests) {
    Schema model = must(compile_model("model\n  schema 1.1\ntype user\ntype doc\n  relations\n"
                                      "    define viewer: [user, user:*, user with c]\n"
                                      "condition c(n: int) {\n  n > 0\n}\n",
                                      "m.fga", schema::Language::Fga));
    return {"store", std::move(model), {tuple_of("doc:1#viewer@user:ann")}, std::move(tests)};
}

std::vector<std::string> problems_of(std::vector<StoreTest> tests) {
    std::vector<std::string> texts;
    for (const Problem& problem : must(run_store_tests(store_file(std::move(tests)))).problems)
        texts.push_back(fmt::format("{}: {}", problem.line, problem.text));
    return texts;
}

} // namespace

TEST_SUITE("tools/pemba/fga_test") {
    TEST_CASE("fga test: the tuples of one test are not those of another") {
        StoreTest with{"with", {tuple_of("doc:1#viewer@user:bob")}, {}, {}, {}};
        with.checks = {{3, "user:ann", "viewer", "doc:1", "", true},
                       {4, "user:bob", "viewer", "doc:1", "", true}};
        StoreTest without{"without", {}, {{5, "user:bob", "viewer", "doc:1", "", false}}, {}, {}};
        CHECK(problems_of({with, without}).empty());
    }

    TEST_CASE("fga test: lists are compared as sets, difference by difference") {
        StoreTest test{"t", {tuple_of("doc:2#viewer@user:*")}, {}, {}, {}};
        test.list_objects = {{7, "user:ann", "viewer", "doc", "", {"doc:1", "doc:3"}}};
        test.list_users = {{8, "doc:2", "viewer", "user", "", "", {"user:*"}}};
        CHECK(problems_of({test}) ==
              std::vector<std::string>{
                  "7: t: list_objects user:ann viewer doc: expected, not found: doc:3",
                  "7: t: list_objects user:ann viewer doc: found, not expected: doc:2"});
    }

    TEST_CASE("fga test: a question without an answer is as expected by nobody") {
        StoreTest test{"t", {tuple_of("doc:1#viewer@user:bob[c]")}, {}, {}, {}};
        test.checks = {{1, "user:bob", "viewer", "doc:1", "", false},
                       {2, "user:bob", "viewer", "doc:1", R"({"n":1})", true},
                       {3, "user:bob", "editor", "doc:1", "", false},
                       {4, "nobody", "viewer", "doc:1", "", false}};
        const auto problems = problems_of({test});
        REQUIRE(problems.size() == 3);
        CHECK(problems[0].starts_with("1: t: check user:bob viewer doc:1: no answer: "));
        CHECK(problems[1].starts_with("3: t: check user:bob editor doc:1: no answer: "));
        CHECK(problems[2].starts_with("4: t: check nobody viewer doc:1: no answer: "));
    }

    TEST_CASE("fga test: tuples that the model does not take fail their test only") {
        StoreTest wrong{"wrong", {tuple_of("doc:1#editor@user:bob")}, {}, {}, {}};
        StoreTest right{"right", {}, {{5, "user:ann", "viewer", "doc:1", "", true}}, {}, {}};
        const auto problems = problems_of({wrong, right});
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].starts_with("0: wrong: "));
    }
}
