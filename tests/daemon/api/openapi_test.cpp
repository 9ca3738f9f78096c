// /openapi.json against the routes that are served.
#include <set>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;
namespace json = boost::json;

namespace {

// Every `$ref` of a document, found without recursion.
std::set<std::string> references(const json::value& document) {
    std::set<std::string> found;
    std::vector<const json::value*> open{&document};
    while (!open.empty()) {
        const json::value* at = open.back();
        open.pop_back();
        if (const auto* object = at->if_object()) {
            for (const auto& [key, value] : *object) {
                if (key == "$ref")
                    found.emplace(value.as_string());
                open.push_back(&value);
            }
        } else if (const auto* array = at->if_array()) {
            for (const auto& value : *array)
                open.push_back(&value);
        }
    }
    return found;
}

} // namespace

TEST_SUITE("api/openapi") {
    TEST_CASE("openapi: every reference names a schema that is there") {
        const RunningDaemon daemon;
        const json::value document = daemon.get("/openapi.json").json();
        CHECK(document.at("openapi").as_string() == "3.1.0");
        const auto& schemas = document.at("components").at("schemas").as_object();
        const std::string prefix = "#/components/schemas/";
        const auto found = references(document);
        CHECK(found.size() > 30);
        for (const std::string& reference : found)
            CHECK_MESSAGE(schemas.contains(reference.substr(prefix.size())), reference);
        for (const auto& [name, schema] : schemas)
            CHECK_MESSAGE(found.contains(prefix + std::string(name)), name);
    }
    TEST_CASE("openapi: every route that is described answers") {
        const RunningDaemon daemon;
        daemon.fill();
        const json::value document = daemon.get("/openapi.json").json();
        const auto& paths = document.at("paths").as_object();
        CHECK(paths.size() == 61);
        for (const auto& [path, operations] : paths) {
            const auto& object = operations.as_object();
            const bool reads = object.contains("get");
            // A watch with an empty request would go on for ever.
            const char* body = path == "/v1/watch" ? R"({"optionalObjectTypes":["?"]})" : "{}";
            const Answer answer = reads ? daemon.get(path) : daemon.post(path, body);
            CHECK_MESSAGE(answer.status != 501, path);
            CHECK_MESSAGE(answer.status != 404, path);
        }
    }
}
