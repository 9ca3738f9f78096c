// The schema as data: reflection, differences, and what rests on what.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace json = boost::json;

namespace {

json::array ask(const RunningDaemon& daemon, const std::string& path, const std::string& body,
                const char* member) {
    return daemon.must_post(path, body).json().at(member).as_array();
}

std::string names(const json::array& objects, const char* member = "name") {
    std::string text;
    for (const auto& object : objects)
        text += (text.empty() ? "" : " ") + std::string(object.at(member).as_string());
    return text;
}

// The kinds of differences, and of what.
std::string kinds(const json::array& differences) {
    std::string text;
    for (const auto& difference : differences)
        text += (text.empty() ? "" : " ") + std::string(difference.as_object().begin()->key());
    return text;
}

} // namespace

TEST_SUITE("v1/reflection") {
    TEST_CASE("reflect: filters choose definitions, relations and permissions by prefix") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string path = "/v1/schema/reflectschema";
        CHECK(names(ask(daemon, path, "{}", "definitions")) == "doc group user");
        CHECK(names(ask(daemon, path,
                        R"({"optionalFilters":[{"optionalDefinitionNameFilter":"g"},)"
                        R"({"optionalDefinitionNameFilter":"us"}]})",
                        "definitions")) == "group user");
        const auto found = ask(daemon, path,
                               R"({"optionalFilters":[{"optionalDefinitionNameFilter":"doc",)"
                               R"("optionalRelationNameFilter":"b"}]})",
                               "definitions");
        CHECK(names(found.at(0).at("relations").as_array()) == "banned");
        CHECK(names(found.at(0).at("permissions").as_array()) == "view");
    }
    TEST_CASE("reflect: filters that contradict themselves are refused") {
        const RunningDaemon daemon;
        daemon.fill();
        for (const char* filter :
             {R"({"optionalRelationNameFilter":"v"})", R"({"optionalPermissionNameFilter":"v"})",
              R"({"optionalDefinitionNameFilter":"d",)"
              R"("optionalCaveatNameFilter":"c"})"}) {
            const auto answer = daemon.post("/v1/schema/reflectschema",
                                            R"({"optionalFilters":[)" + std::string(filter) + "]}");
            CHECK(answer.status == 400);
            CHECK(answer.reason() == "ERROR_REASON_INVALID_FILTER");
        }
    }
    TEST_CASE("reflect: an older token shows the schema as it was, and none is empty") {
        const RunningDaemon daemon;
        CHECK(ask(daemon, "/v1/schema/reflectschema", "{}", "definitions").empty());
        const auto first =
            daemon.must_post("/v1/schema/write", R"({"schema":"definition user {}"})");
        const std::string token(first.json().at("writtenAt").at("token").as_string());
        daemon.fill();
        CHECK(names(ask(daemon, "/v1/schema/reflectschema",
                        R"({"consistency":{"atExactSnapshot":{"token":")" + token + "\"}}}",
                        "definitions")) == "user");
    }
    TEST_CASE("diff: what another schema would change") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string path = "/v1/schema/diffschema";
        const std::string same = R"(definition user {}\ndefinition group {\n relation member: )"
                                 R"(user | group#member\n}\n)";
        CHECK(kinds(ask(daemon, path,
                        R"({"comparisonSchema":")" + same +
                            R"(definition doc {\n relation viewer: user:* | group#member\n)"
                            R"( relation banned: user\n permission view = viewer\n}"})",
                        "diffs")) == "relationSubjectTypeRemoved permissionExprChanged");
        CHECK(kinds(ask(daemon, path, R"({"comparisonSchema":")" + same + "\"}", "diffs")) ==
              "definitionRemoved");
        CHECK(daemon.post(path, R"({"comparisonSchema":"definition"})").reason() ==
              "ERROR_REASON_SCHEMA_PARSE_ERROR");
    }
    TEST_CASE("computable and dependent: what a relation feeds, and what a permission rests on") {
        const RunningDaemon daemon;
        daemon.fill();
        CHECK(names(ask(daemon, "/v1/schema/permissions/computable",
                        R"({"definitionName":"group","relationName":"member"})", "permissions"),
                    "relationName") == "view viewer");
        CHECK(names(ask(daemon, "/v1/schema/permissions/dependent",
                        R"({"definitionName":"doc","permissionName":"view"})", "relations"),
                    "relationName") == "banned viewer member");
        CHECK(daemon
                  .post("/v1/schema/permissions/dependent",
                        R"({"definitionName":"doc","permissionName":"viewer"})")
                  .code() == 3);
        CHECK(daemon.post("/v1/schema/permissions/computable", R"({"definitionName":"paper"})")
                  .reason() == "ERROR_REASON_SCHEMA_TYPE_ERROR");
    }
}
