// Models and assertions over OpenFGA's API.
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"

using namespace pemba::testing;

namespace {

constexpr const char* kSmall = R"({"schema_version":"1.1","type_definitions":[{"type":"user"}]})";

} // namespace

TEST_SUITE("api/openfga/models") {
    TEST_CASE("models: the newest first, each readable by its id for ever") {
        const FgaStore store;
        const Answer second = store.post("/authorization-models", kSmall);
        REQUIRE(second.status == 201);
        const std::string newest(second.json().at("authorization_model_id").as_string());
        CHECK(newest > store.model());
        const auto first_page = store.get("/authorization-models?page_size=1").json();
        CHECK(first_page.at("authorization_models").at(0).at("id").as_string() == newest);
        const std::string token(first_page.at("continuation_token").as_string());
        const auto second_page =
            store.get("/authorization-models?page_size=1&continuation_token=" + token).json();
        CHECK(second_page.at("authorization_models").at(0).at("id").as_string() == store.model());
        CHECK(second_page.at("continuation_token").as_string().empty());
        const auto read = store.get("/authorization-models/" + store.model()).json();
        const auto& model = read.at("authorization_model");
        CHECK(model.at("schema_version").as_string() == "1.1");
        CHECK(model.at("type_definitions").as_array().size() == 4);
        CHECK(model.at("conditions").as_object().contains("under"));
    }
    TEST_CASE(
        "models: an answer names the one that it rests on, whoever writes another meanwhile") {
        const FgaStore store;
        store.write({"document:1#owner@user:ann"});
        const auto owners_view = [](bool they_do) {
            return R"({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"document",)"
                   R"("relations":{"owner":{"this":{}},"banned":{"this":{}},"can_view":)"
                   R"({"computedUserset":{"relation":")" +
                   std::string(they_do ? "owner" : "banned") +
                   R"("}}},"metadata":{"relations":{"owner":{"directly_related_user_types":)"
                   R"([{"type":"user"}]},"banned":{"directly_related_user_types":)"
                   R"([{"type":"user"}]}}}}]})";
        };
        const std::string path = "/authorization-models";
        constexpr int kModels = 100;
        std::map<std::string, bool> allows;
        std::atomic<bool> written{false};
        const auto write = [&](bool they_do) {
            const auto answer = store.post(path, owners_view(they_do)).json();
            allows[std::string(answer.at("authorization_model_id").as_string())] = they_do;
        };
        write(false);
        std::thread writer([&] {
            for (int i = 0; i < kModels; ++i)
                write(i % 2 == 0);
            written = true;
        });
        std::vector<std::pair<std::string, bool>> told;
        while (!written) {
            const Answer answer = store.post(
                "/check", R"({"tuple_key":)" + tuple_key("document:1#can_view@user:ann") + "}");
            told.emplace_back(answer.header("Openfga-Authorization-Model-Id"),
                              answer.json().at("allowed").as_bool());
        }
        writer.join();
        for (const auto& [model, allowed] : told)
            CHECK(allows.at(model) == allowed);
    }
    TEST_CASE("models: one that makes no sense is refused") {
        const FgaStore store;
        const Answer refused = store.post(
            "/authorization-models",
            R"({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"user"}]})");
        CHECK(refused.status == 400);
        CHECK(fga_code(refused) == "invalid_authorization_model");
        CHECK(fga_code(store.post("/authorization-models", "{")) == "validation_error");
    }
    TEST_CASE("models: at most the types that the option allows") {
        const FgaStore store({.openfga_max_types = 4});
        const std::string five = R"({"schema_version":"1.1","type_definitions":[{"type":"a1"},)"
                                 R"({"type":"a2"},{"type":"a3"},{"type":"a4"},{"type":"a5"}]})";
        CHECK(fga_code(store.post("/authorization-models", five)) == "exceeded_entity_limit");
    }
    TEST_CASE("assertions: kept with the model, replaced as a whole") {
        const FgaStore store;
        const std::string path = store.path() + "/assertions/" + store.model();
        CHECK(store.daemon().ask("GET", path).json().at("assertions").as_array().empty());
        const std::string assertion = R"({"tuple_key":)" + tuple_key("document:1#viewer@user:ann") +
                                      R"(,"expectation":true})";
        CHECK(store.daemon().ask("PUT", path, R"({"assertions":[)" + assertion + "]}").status ==
              204);
        const auto read = store.daemon().ask("GET", path).json();
        CHECK(read.at("authorization_model_id").as_string() == store.model());
        REQUIRE(read.at("assertions").as_array().size() == 1);
        CHECK(read.at("assertions").at(0).at("expectation").as_bool());
        CHECK(store.daemon().ask("PUT", path, R"({"assertions":[]})").status == 204);
        CHECK(store.daemon().ask("GET", path).json().at("assertions").as_array().empty());
        const std::string wrong = R"({"tuple_key":)" + tuple_key("document:1#reader@user:ann") +
                                  R"(,"expectation":true})";
        CHECK(store.daemon().ask("PUT", path, R"({"assertions":[)" + wrong + "]}").status == 400);
        const std::string nowhere = store.path() + "/assertions/01H0H015178Y2V4CX10C2KGHF4";
        CHECK(fga_code(store.daemon().ask("GET", nowhere)) == "authorization_model_not_found");
    }
}
