// Checks, expand and lists over OpenFGA's API.
#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"

using namespace pemba::testing;

namespace {

// Small enough that every path to an answer can be seen.
void fill(const FgaStore& store) {
    store.write({"document:1#viewer@user:ann", "document:1#viewer@group:g#member",
                 "group:g#member@user:bob", "document:2#viewer@user:*",
                 "document:2#banned@user:eve", "document:3#parent@folder:f",
                 "folder:f#viewer@user:cat", "document:4#owner@user:anne@example.com"});
    const Answer written = store.post(
        "/write", R"({"writes":{"tuple_keys":[{"user":"user:dan","relation":"viewer",)"
                  R"("object":"document:5","condition":{"name":"under","context":{"max":10}}}]}})");
    REQUIRE(written.status == 200);
}

std::string question(std::string_view tuple, const std::string& more = "") {
    return R"({"tuple_key":)" + tuple_key(tuple) + more + "}";
}

} // namespace

TEST_SUITE("api/openfga/questions") {
    TEST_CASE("check: direct, through a group, a parent, a wildcard, and not through a ban") {
        const FgaStore store;
        fill(store);
        CHECK(store.check("document:1#viewer@user:ann"));
        CHECK(store.check("document:1#can_view@user:bob"));
        CHECK(store.check("document:3#viewer@user:cat"));
        CHECK(store.check("document:2#can_view@user:anybody"));
        CHECK_FALSE(store.check("document:2#can_view@user:eve"));
        CHECK(store.check("document:4#viewer@user:anne@example.com"));
        CHECK(store.check("document:1#viewer@group:g#member"));
        CHECK(store.check("group:new#member@group:new#member"));
        CHECK_FALSE(store.check("document:1#owner@user:ann"));
    }
    TEST_CASE("check: conditions want all their parameters") {
        const FgaStore store;
        fill(store);
        const auto ask = [&](const std::string& more) {
            return store.post("/check", question("document:5#viewer@user:dan", more));
        };
        CHECK(ask(R"(,"context":{"used":3})").body == R"({"allowed":true,"resolution":""})");
        CHECK(ask(R"(,"context":{"used":30})").body == R"({"allowed":false,"resolution":""})");
        CHECK(fga_code(ask("")) == "validation_error");
        CHECK(fga_code(ask(R"(,"context":{"used":"few"})")) == "validation_error");
    }
    TEST_CASE("check: contextual tuples count as if they were written") {
        const FgaStore store;
        const std::string tuples = R"(,"contextual_tuples":{"tuple_keys":[)" +
                                   tuple_key("document:9#viewer@group:new#member") + "," +
                                   tuple_key("group:new#member@user:ann") + "]}";
        const Answer answer = store.post("/check", question("document:9#viewer@user:ann", tuples));
        CHECK(answer.json().at("allowed").as_bool());
        CHECK_FALSE(store.check("document:9#viewer@user:ann"));
        const std::string bad =
            R"(,"contextual_tuples":{"tuple_keys":[)" + tuple_key("paper:9#viewer@user:ann") + "]}";
        CHECK(fga_code(store.post("/check", question("document:9#viewer@user:ann", bad))) ==
              "invalid_tuple");
    }
    TEST_CASE("check: under the model that is named, or the newest") {
        const FgaStore store;
        store.write({"document:1#viewer@user:ann"});
        const Answer newer = store.post(
            "/authorization-models",
            R"({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"document",)"
            R"("relations":{"viewer":{"this":{}}},"metadata":{"relations":{"viewer":)"
            R"({"directly_related_user_types":[{"type":"user","wildcard":{}}]}}}}]})");
        REQUIRE(newer.status == 201);
        CHECK_FALSE(store.check("document:1#viewer@user:ann")); // no longer allowed, so not there
        const Answer older =
            store.post("/check", question("document:1#viewer@user:ann",
                                          R"(,"authorization_model_id":")" + store.model() + "\""));
        CHECK(older.json().at("allowed").as_bool());
        CHECK(older.header("Openfga-Authorization-Model-Id") == store.model());
        const Answer unknown = store.post(
            "/check", question("document:1#viewer@user:ann",
                               R"(,"authorization_model_id":"01H0H015178Y2V4CX10C2KGHF4")"));
        CHECK(fga_code(unknown) == "authorization_model_not_found");
    }
    TEST_CASE("batch check: each item is answered by its id, what is wrong with one is its own") {
        const FgaStore store;
        fill(store);
        const auto item = [](const char* id, const char* tuple) {
            return R"({"correlation_id":")" + std::string(id) + R"(","tuple_key":)" +
                   tuple_key(tuple) + "}";
        };
        const Answer answer = store.post(
            "/batch-check", R"({"checks":[)" + item("yes", "document:1#viewer@user:ann") + "," +
                                item("bad", "document:1#viewer@bob") + "," +
                                item("no", "document:1#viewer@user:eve") + "]}");
        REQUIRE(answer.status == 200);
        const auto result = answer.json().at("result");
        CHECK(result.at("yes").at("allowed").as_bool());
        CHECK_FALSE(result.at("no").at("allowed").as_bool());
        CHECK(result.at("bad").at("error").at("input_error").as_string() == "validation_error");
        CHECK(fga_code(store.post("/batch-check",
                                  R"({"checks":[)" + item("a", "document:1#viewer@user:ann") + "," +
                                      item("a", "document:1#viewer@user:bob") + "]}")) ==
              "validation_error");
    }
    TEST_CASE("expand: one level, operators and what they refer to") {
        const FgaStore store;
        fill(store);
        const Answer leaf =
            store.post("/expand", R"({"tuple_key":{"object":"group:g","relation":"member"}})");
        CHECK(leaf.body == R"({"tree":{"root":{"name":"group:g#member","leaf":)"
                           R"({"users":{"users":["user:bob"]}}}}})");
        const Answer difference =
            store.post("/expand", R"({"tuple_key":{"object":"document:2","relation":"can_view"}})");
        CHECK(
            difference.body ==
            R"({"tree":{"root":{"name":"document:2#can_view","difference":{)"
            R"("base":{"name":"document:2#can_view","leaf":{"computed":{"userset":"document:2#viewer"}}},)"
            R"("subtract":{"name":"document:2#can_view","leaf":{"computed":{"userset":"document:2#banned"}}}}}}})");
        const Answer arrow =
            store.post("/expand", R"({"tuple_key":{"object":"document:3","relation":"viewer"}})");
        CHECK(
            arrow.body ==
            R"({"tree":{"root":{"name":"document:3#viewer","union":{"nodes":[)"
            R"({"name":"document:3#viewer","leaf":{"users":{"users":[]}}},)"
            R"({"name":"document:3#viewer","leaf":{"computed":{"userset":"document:3#owner"}}},)"
            R"({"name":"document:3#viewer","leaf":{"tupleToUserset":{"tupleset":"document:3#parent",)"
            R"("computed":[{"userset":"folder:f#viewer"}]}}}]}}}})");
        CHECK(fga_code(store.post("/expand", R"({"tuple_key":{"object":"document:3"}})")) ==
              "invalid_expand_input");
    }
    TEST_CASE("list objects: all of them, also as a stream of lines") {
        const FgaStore store;
        fill(store);
        const std::string body =
            R"({"type":"document","relation":"can_view","user":"user:ann","context":{"used":1}})";
        CHECK(store.post("/list-objects", body).body ==
              R"({"objects":["document:1","document:2"]})");
        const Answer stream = store.post("/streamed-list-objects", body);
        CHECK(stream.body == "{\"result\":{\"object\":\"document:1\"}}\n"
                             "{\"result\":{\"object\":\"document:2\"}}\n");
        CHECK(stream.header("Openfga-Authorization-Model-Id") == store.model());
        const auto unknown = [&](const char* type, const char* relation, const char* user) {
            return fga_code(store.post("/list-objects", R"({"type":")" + std::string(type) +
                                                            R"(","relation":")" + relation +
                                                            R"(","user":")" + user + "\"}"));
        };
        CHECK(unknown("paper", "viewer", "user:a") == "type_not_found");
        CHECK(unknown("document", "reader", "user:a") == "relation_not_found");
        CHECK(unknown("document", "viewer", "person:a") == "validation_error");
        CHECK(unknown("document", "viewer", "bob") == "validation_error");
    }
    TEST_CASE("list objects: more than a thousand are all returned") {
        const FgaStore store({.openfga_max_tuples_per_write = 1'000});
        for (int part = 0; part < 3; ++part) {
            std::string keys;
            for (int i = 0; i < 500; ++i)
                keys +=
                    (keys.empty() ? "" : ",") +
                    tuple_key("document:" + std::to_string(part * 500 + i) + "#viewer@user:ann");
            REQUIRE(store.post("/write", R"({"writes":{"tuple_keys":[)" + keys + "]}}").status ==
                    200);
        }
        const std::string body = R"({"type":"document","relation":"viewer","user":"user:ann"})";
        CHECK(store.post("/list-objects", body).json().at("objects").as_array().size() == 1'500);
        CHECK(count(store.post("/streamed-list-objects", body).body, "\n") == 1'500);
    }
    TEST_CASE("lists: one that the server was told to cut says so") {
        const FgaStore store({.openfga_max_results = 2});
        store.write({"document:1#viewer@user:ann", "document:2#viewer@user:ann",
                     "document:3#viewer@user:ann", "document:3#viewer@user:bob"});
        const auto objects_of = [&](const std::string& user) {
            return store.post("/list-objects",
                              R"({"type":"document","relation":"viewer","user":")" + user + "\"}");
        };
        const Answer cut = objects_of("user:ann"), whole = objects_of("user:bob");
        CHECK(cut.json().at("objects").as_array().size() == 2);
        CHECK(cut.header("Pemba-Complete") == "false");
        CHECK(whole.json().at("objects").as_array().size() == 1);
        CHECK(whole.header("Pemba-Complete").empty());
    }
    TEST_CASE("list users: objects, usersets and the wildcard") {
        const FgaStore store;
        fill(store);
        const auto ask = [&](const char* id, const char* filter) {
            return store
                .post("/list-users", R"({"object":{"type":"document","id":")" + std::string(id) +
                                         R"("},"relation":"viewer","user_filters":[)" + filter +
                                         "]}")
                .body;
        };
        CHECK(
            ask("1", R"({"type":"user"})") ==
            R"({"users":[{"object":{"type":"user","id":"ann"}},{"object":{"type":"user","id":"bob"}}]})");
        CHECK(ask("1", R"({"type":"group","relation":"member"})") ==
              R"({"users":[{"userset":{"type":"group","id":"g","relation":"member"}}]})");
        CHECK(ask("2", R"({"type":"user"})") == R"({"users":[{"wildcard":{"type":"user"}}]})");
    }
}
