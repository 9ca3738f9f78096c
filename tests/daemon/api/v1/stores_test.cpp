// The native routes that manage stores, and calls on a store that the header names.
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;

namespace {

constexpr const char* kSchema =
    R"({"schema": "definition user {}\ndefinition doc {\n relation viewer: user\n}"})";

std::string new_store(const RunningDaemon& daemon, const std::string& name) {
    const auto answer = daemon.must_post("/v1/stores/create", R"({"name":")" + name + "\"}").json();
    return std::string(answer.at("store").at("id").as_string());
}

Answer ask(const RunningDaemon& daemon, const std::string& store, const std::string& path,
           const std::string& body) {
    return daemon.ask("POST", path, body, {{"Pemba-Store", store}});
}

} // namespace

TEST_SUITE("api/v1/stores") {
    TEST_CASE("stores: made, listed in pages, deleted") {
        const RunningDaemon daemon;
        const std::string first = new_store(daemon, "acme"), second = new_store(daemon, "other");
        const auto page = daemon.must_post("/v1/stores/list", R"({"optionalLimit":1})").json();
        REQUIRE(page.at("stores").as_array().size() == 1);
        CHECK(page.at("stores").at(0).at("id").as_string() == first);
        CHECK_FALSE(page.at("complete").as_bool());
        const auto rest =
            daemon.must_post("/v1/stores/list", R"({"optionalAfterId":")" + first + "\"}").json();
        CHECK(rest.at("stores").at(0).at("name").as_string() == "other");
        CHECK(rest.at("complete").as_bool());
        daemon.must_post("/v1/stores/delete", R"({"id":")" + first + "\"}");
        CHECK(daemon.post("/v1/stores/delete", R"({"id":")" + first + "\"}").status == 404);
        CHECK(daemon.post("/v1/stores/delete", R"({"id":"default"})").status == 400);
        CHECK(daemon.post("/v1/stores/delete", "{}").status == 400);
        CHECK(daemon.post("/v1/stores/create", R"({"name":""})").status == 400);
    }
    TEST_CASE("stores: a call is on the store that its header names, and on no other") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string store = new_store(daemon, "acme");
        CHECK(ask(daemon, store, "/v1/schema/read", "{}").status == 404);
        REQUIRE(ask(daemon, store, "/v1/schema/write", kSchema).status == 200);
        const std::string write = R"({"updates":[{"operation":"OPERATION_CREATE","relationship":)" +
                                  relationship("doc:7#viewer@user:ann") + "}]}";
        REQUIRE(ask(daemon, store, "/v1/relationships/write", write).status == 200);
        const std::string body = check_body("doc:7#viewer@user:ann");
        CHECK(count(ask(daemon, store, "/v1/permissions/check", body).body, "HAS_PERMISSION") == 1);
        CHECK(count(daemon.post("/v1/permissions/check", body).body, "NO_PERMISSION") == 1);
        CHECK(count(ask(daemon, "default", "/v1/permissions/check", body).body, "NO_PERMISSION") ==
              1);
        CHECK(ask(daemon, "nowhere", "/v1/permissions/check", body).status == 404);
        daemon.must_post("/v1/stores/delete", R"({"id":")" + store + "\"}");
        CHECK(ask(daemon, store, "/v1/permissions/check", body).status == 404);
    }
    TEST_CASE("stores: ids are those of the store's own dialect") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string store = new_store(daemon, "fga");
        const Answer model = daemon.ask(
            "POST", "/stores/" + store + "/authorization-models",
            R"({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"doc",)"
            R"("relations":{"viewer":{"this":{}}},"metadata":{"relations":{"viewer":)"
            R"({"directly_related_user_types":[{"type":"user"}]}}}}]})");
        REQUIRE(model.status == 201);
        const std::string body =
            R"({"resource":{"objectType":"doc","objectId":"1"},"permission":"viewer",)"
            R"("subject":{"object":{"objectType":"user","objectId":"anne@example.com"}}})";
        CHECK(ask(daemon, store, "/v1/permissions/check", body).status == 200);
        CHECK(daemon.post("/v1/permissions/check", body).status == 400);
    }
}
