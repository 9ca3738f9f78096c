// What models of OpenFGA compile to, and what an API answers to those that do not.
#include <doctest/doctest.h>

#include "pemba/schema/modules.h"

using namespace pemba;
using schema::compile;
using schema::Language;

namespace {

std::string document(const std::string& relations) {
    return "model\n  schema 1.1\n\ntype user\n\ntype document\n  relations\n" + relations;
}

std::string answer(const std::string& text, Language language = Language::FgaJson) {
    const auto result = compile(text, "test", language);
    return result.api_error ? result.api_error->code + ": " + result.api_error->message : "";
}

} // namespace

TEST_SUITE("fga") {
    TEST_CASE("fga: types may stand beside a rewrite, and the schema is of the dialect Fga") {
        const auto result =
            compile(document("    define editor: [user]\n    define viewer: [user] or editor\n"),
                    "test", Language::Fga);
        REQUIRE(result.schema.has_value());
        CHECK(result.schema->dialect() == Dialect::Fga);
        const auto outline = result.schema->outline();
        REQUIRE(outline.size() == 2);
        REQUIRE(outline[0].relations.size() == 2);
        CHECK(outline[0].relations[1].stored);
        CHECK(outline[0].relations[1].subject_types == std::vector<SubjectType>{{"user", "", false}});
    }

    TEST_CASE("fga: a line's layout means nothing, its end does") {
        const char* text = "\n\tmodel\r\nschema 1.1\r\n type user\r\ntype doc\r\nrelations\r\n"
                           "define v:[user\r\n ,user:*]\r\n";
        CHECK(compile(text, "test", Language::Fga).schema.has_value());
        CHECK_FALSE(compile(document("    define a: [user]\n      or a\n"), "test", Language::Fga)
                        .schema.has_value());
        CHECK_FALSE(
            compile(document("    define a: [user] but  not b\n"), "test", Language::Fga).schema);
    }

    TEST_CASE("fga: a comment ends an expression's line, even inside its strings") {
        const std::string before = document("    define v: [user with c]\n") +
                                   "\ncondition c(a: string) {\n  a == ";
        CHECK(compile(before + "\"a#b\"\n}\n", "test", Language::Fga).schema.has_value());
        CHECK_FALSE(compile(before + "\"a #b\"\n}\n", "test", Language::Fga).schema.has_value());
        const auto commented = compile(before + "\"a\" # no\n  // CEL's own\n}\n", "test",
                                       Language::Fga);
        REQUIRE(commented.schema.has_value());
        CHECK(commented.schema->conditions()[0].expression == "a == \"a\"\n  // CEL's own");
    }

    TEST_CASE("fga: a place in an expression is one in its file, behind comments and escapes") {
        const auto dsl = compile(document("    define v: [user with c]\n") +
                                     "\ncondition c(a: int) {\n  a > 1 && # one\n  b > 1\n}\n",
                                 "test", Language::Fga);
        REQUIRE(dsl.diagnostics.size() == 1);
        CHECK(dsl.diagnostics[0].span.line == 12);
        CHECK(dsl.diagnostics[0].span.column == 3);
        const std::string model = R"({"schema_version":"1.1","type_definitions":[{"type":"user"}],)"
                                  R"("conditions":{"c":{"name":"c","expression":")";
        const auto json =
            compile(model + R"(\"\u00e9\ud83d\ude00\" == b"}}})", "test", Language::FgaJson);
        REQUIRE(json.diagnostics.size() == 2);
        const auto& unknown = json.diagnostics[0].code == "unused-condition" ? json.diagnostics[1]
                                                                             : json.diagnostics[0];
        CHECK(unknown.source_code == "b");
    }

    TEST_CASE("fga: the API answers for the earliest step, and joins field rules") {
        CHECK(answer("{}") ==
              "type_definitions_too_few_items: invalid WriteAuthorizationModelRequest.TypeDefinitions: "
              "value must contain at least 1 item(s); invalid WriteAuthorizationModelRequest."
              "SchemaVersion: value must be in list [1.0 1.1 1.2]");
        CHECK(answer(R"({"schema_version":"1.0","type_definitions":[{"type":"user"},)"
                     R"({"type":"user"},{"type":"self"}]})") ==
              "invalid_authorization_model: invalid schema version");
        CHECK(answer(R"({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"self"}],)"
                     R"("conditions":{"a":{"name":"b","expression":"x"}}})") ==
              "invalid_authorization_model: the definition of type 'self' is invalid");
        CHECK(answer(document("    define a: [user]\n"), Language::Fga).empty());
    }

    TEST_CASE("fga: relations are checked by name, not by place") {
        CHECK(answer(document("    define zzz: lost\n    define aaa: gone\n"), Language::Fga) ==
              "invalid_authorization_model: 'document#gone' relation is undefined");
    }

    TEST_CASE("fga: where each part of a modular model comes from stays with it") {
        const auto result = schema::compile_modules(
            {"fga.mod", "schema: '1.2'\ncontents:\n  - core.fga\n  - more.fga\n"},
            {{"core.fga", "module core\ntype user\ntype doc\n"},
             {"more.fga", "module more\nextend type doc\n  relations\n    define v: [user]\n"}});
        REQUIRE(result.schema.has_value());
        CHECK(result.schema->text() ==
              "model\n  schema 1.2\n\ntype doc # module: core, file: core.fga\n  relations\n"
              "    define v: [user] # extended by: module: more, file: more.fga\n\n"
              "type user # module: core, file: core.fga\n");
    }

    TEST_CASE("fga: an error in a module is told in its file, and points to the others") {
        const auto result = schema::compile_modules(
            {"fga.mod", "schema: '1.2'\ncontents:\n  - core.fga\n  - more.fga\n"},
            {{"core.fga", "module core\n\ntype user\n"}, {"more.fga", "module more\ntype user\n"}});
        CHECK_FALSE(result.schema.has_value());
        REQUIRE(result.diagnostics.size() == 3);
        CHECK(result.diagnostics[0].empty());
        CHECK(result.diagnostics[1].empty());
        REQUIRE(result.diagnostics[2].size() == 1);
        CHECK(result.diagnostics[2][0].span.line == 2);
        CHECK(result.diagnostics[2][0].span.begin == 17);
        CHECK(result.diagnostics[2][0].hint == "the first time: core.fga:3:6");
    }

    TEST_CASE("fga: large models take linear time") {
        std::string relations = "    define last: [user]\n";
        std::string all = "    define all: last";
        for (int i = 0; i < 20'000; ++i) {
            const std::string name = "r" + std::to_string(i);
            relations += "    define " + name + ": r" + std::to_string(i + 1) + "\n";
            all += " and " + name;
        }
        relations += "    define r20000: last\n" + all + "\n";
        const auto result = compile(document(relations), "test", Language::Fga);
        CHECK(result.schema.has_value());
        std::string nested = R"({"this":{}})";
        for (int i = 0; i < 150; ++i)
            nested = R"({"union":{"child":[)" + nested + R"(,{"this":{}}]}})";
        CHECK(compile(R"({"schema_version":"1.1","type_definitions":[{"type":"user","relations":{"a":)" +
                          nested +
                          R"(},"metadata":{"relations":{"a":{"directly_related_user_types":[)"
                          R"({"type":"user"}]}}}}]})",
                      "test", Language::FgaJson)
                  .schema.has_value());
        CHECK(compile(std::string(100'000, '['), "test", Language::FgaJson).diagnostics[0].code ==
              "json-malformed");
    }
}
