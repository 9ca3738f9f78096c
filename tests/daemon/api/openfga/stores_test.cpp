// Stores over OpenFGA's API, and their separation.
#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"

using namespace pemba::testing;

namespace {

std::string new_store(const RunningDaemon& daemon, const std::string& name) {
    const Answer made = daemon.ask("POST", "/stores", R"({"name":")" + name + "\"}");
    REQUIRE(made.status == 201);
    return std::string(made.json().at("id").as_string());
}

} // namespace

TEST_SUITE("api/openfga/stores") {
    TEST_CASE("stores: made, read, listed by name and deleted, once and again") {
        const RunningDaemon daemon;
        const std::string id = new_store(daemon, "first one");
        CHECK(id.size() == 26);
        CHECK(id.front() <= '7');
        const Answer read = daemon.ask("GET", "/stores/" + id);
        CHECK(read.status == 200);
        CHECK(read.json().at("name").as_string() == "first one");
        CHECK(read.json().at("deleted_at").is_null());
        CHECK(read.header("Openfga-Store-Id") == id);
        const Answer listed = daemon.ask("GET", "/stores?name=first%20one");
        CHECK(listed.json().at("stores").as_array().size() == 1);
        CHECK(listed.json().at("continuation_token").as_string().empty());
        CHECK(daemon.ask("DELETE", "/stores/" + id).status == 204);
        CHECK(daemon.ask("DELETE", "/stores/" + id).status == 204);
        CHECK(daemon.ask("GET", "/stores/" + id).status == 404);
        CHECK(fga_code(daemon.ask("GET", "/stores/" + id)) == "store_id_not_found");
    }
    TEST_CASE("stores: pages go on where the last one ended") {
        const RunningDaemon daemon;
        std::vector<std::string> made;
        for (int i = 0; i < 5; ++i)
            made.push_back(new_store(daemon, "store"));
        std::vector<std::string> listed;
        std::string token;
        do {
            const auto page =
                daemon.ask("GET", "/stores?page_size=2&continuation_token=" + token).json();
            for (const auto& store : page.at("stores").as_array())
                listed.emplace_back(store.at("id").as_string());
            token = page.at("continuation_token").as_string();
        } while (!token.empty());
        CHECK(listed == made);
    }
    TEST_CASE("stores: a listing goes on although what it told was deleted") {
        const RunningDaemon daemon;
        const std::string first = new_store(daemon, "first"), second = new_store(daemon, "second");
        const auto page = daemon.ask("GET", "/stores?page_size=1").json();
        CHECK(page.at("stores").at(0).at("id").as_string() == first);
        CHECK(daemon.ask("DELETE", "/stores/" + first).status == 204);
        const std::string token(page.at("continuation_token").as_string());
        const auto rest = daemon.ask("GET", "/stores?continuation_token=" + token).json();
        CHECK(rest.at("stores").at(0).at("id").as_string() == second);
    }
    TEST_CASE("stores: nothing leaks from one to another, nor to the default store") {
        const FgaStore store;
        store.write({"document:1#viewer@user:ann"});
        const std::string other = "/stores/" + new_store(store.daemon(), "other");
        REQUIRE(store.daemon().ask("POST", other + "/authorization-models", kFgaModel).status ==
                201);
        const std::string question =
            R"({"tuple_key":)" + tuple_key("document:1#viewer@user:ann") + "}";
        CHECK(store.check("document:1#viewer@user:ann"));
        CHECK_FALSE(
            store.daemon().ask("POST", other + "/check", question).json().at("allowed").as_bool());
        CHECK(store.daemon()
                  .ask("POST", other + "/read", "{}")
                  .json()
                  .at("tuples")
                  .as_array()
                  .empty());
        CHECK(
            store.daemon().ask("GET", other + "/changes").json().at("changes").as_array().empty());
        CHECK(store.daemon().ask("POST", "/v1/schema/read", "{}").status == 404);
        const Answer theirs =
            store.daemon().ask("GET", other + "/authorization-models/" + store.model());
        CHECK(fga_code(theirs) == "authorization_model_not_found");
    }
    TEST_CASE("stores: a deleted one refuses what it answered before") {
        const FgaStore store;
        store.write({"document:1#viewer@user:ann"});
        CHECK(store.daemon().ask("DELETE", store.path()).status == 204);
        const std::string question =
            R"({"tuple_key":)" + tuple_key("document:1#viewer@user:ann") + "}";
        CHECK(store.post("/check", question).status == 400);
        CHECK(fga_code(store.post("/check", question)) == "latest_authorization_model_not_found");
        CHECK(store.post("/read", "{}").status == 404);
    }
}
