// Models and assertions over OpenFGA's API.
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
