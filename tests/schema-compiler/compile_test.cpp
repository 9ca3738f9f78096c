// What compiles to what, and what programs read from diagnostics.
#include <doctest/doctest.h>

#include "pemba/schema/compile.h"

using namespace pemba;
using pemba::schema::compile;
using pemba::schema::Diagnostic;

namespace {

std::string detail(const Diagnostic& diagnostic, std::string_view key) {
    for (const auto& [name, value] : diagnostic.details)
        if (name == key)
            return value;
    return {};
}

/// The only diagnostic of a text.
Diagnostic only(std::string_view text) {
    const schema::CompileResult result = compile(text, "test");
    CHECK_FALSE(result.schema.has_value());
    REQUIRE(result.diagnostics.size() == 1);
    return result.diagnostics.front();
}

} // namespace

TEST_SUITE("compile") {
    TEST_CASE("compile: an empty schema, or only comments, is legal") {
        for (const char* text : {"", "\n", "// nothing\n", "/* nothing */"}) {
            const auto result = compile(text, "test");
            REQUIRE(result.schema.has_value());
            CHECK(result.schema->is_empty());
            CHECK(result.schema->text().empty());
        }
    }

    TEST_CASE("compile: the outline tells stored relations from computed ones") {
        const auto result = compile("definition user {}\ndefinition team { relation member: user | "
                                    "user:* | team#member\npermission all = member }",
                                    "test");
        REQUIRE(result.schema.has_value());
        const auto outline = result.schema->outline();
        REQUIRE(outline.size() == 2);
        REQUIRE(outline[0].relations.size() == 2);
        CHECK(outline[0].relations[0].stored);
        CHECK(outline[0].relations[0].subject_types ==
              std::vector<SubjectType>{
                  {"user", "", false}, {"user", "", true}, {"team", "member", false}});
        CHECK_FALSE(outline[0].relations[1].stored);
    }

    TEST_CASE("compile: the text is sorted, without needless parentheses, with comments") {
        const auto result =
            compile("/** who */ definition user {}\ndefinition doc {\nrelation aaa: user // gone\n"
                    "// kept\npermission ppp = (aaa + (aaa + aaa)) - ((aaa - aaa))\n}",
                    "test");
        REQUIRE(result.schema.has_value());
        CHECK(result.schema->text() == "definition doc {\n\trelation aaa: user\n\n\t// kept\n"
                                       "\tpermission ppp = aaa + aaa + aaa - (aaa - aaa)\n}\n\n/** "
                                       "who */\ndefinition user {}");
    }

    TEST_CASE("compile: details name what programs ask for") {
        const Diagnostic unknown =
            only("definition user {}\ndefinition doc { permission view = nothing }");
        CHECK(unknown.code == "unknown-name");
        CHECK(unknown.phase == Diagnostic::Phase::Types);
        CHECK(detail(unknown, "definition_name") == "doc");
        CHECK(detail(unknown, "relation_or_permission_name") == "nothing");
        CHECK(unknown.source_code == "nothing");
        CHECK(unknown.span.line == 2);
        CHECK(unknown.span.column == 36);
    }

    TEST_CASE("compile: a broken definition silences what follows from it") {
        CHECK(
            only("definition user {}\ndefinition doc {\n relation : user\n permission view = lost\n"
                 "}")
                .code == "expected-name");
        CHECK(only("definition {}\ndefinition doc { relation viewer: lost }").code ==
              "expected-name");
        CHECK(only("definition user {}\ndefinition doc {\n relation viewer: usr\n"
                   " permission view = viewer->read\n}")
                  .code == "unknown-type");
    }

    TEST_CASE("compile: wildcards are followed through stored subject relations of other types") {
        const std::string group = "definition user {}\ndefinition group {\nrelation open: user:*\n"
                                  "relation member: group#open\npermission anyone = open\n}\n";
        CHECK(only(group + "definition doc { relation viewer: group#member }").code ==
              "transitive-wildcard");
        CHECK(compile(group + "definition doc { relation viewer: group#anyone }", "test")
                  .schema.has_value());
    }

    TEST_CASE("compile: a hundred thousand operands and definitions take linear time") {
        std::string text =
            "definition user {}\ndefinition doc {\nrelation aaa: user\npermission ppp = ";
        for (int i = 0; i < 100'000; ++i)
            text += "aaa + ";
        text += "aaa\n}\n";
        for (int i = 0; i < 50'000; ++i)
            text += "definition name" + std::to_string(i) + " {}\n";
        const auto result = compile(text, "test");
        REQUIRE(result.schema.has_value());
        CHECK(result.schema->outline().size() == 50'002);
    }

    TEST_CASE("compile: a schema full of errors ends soon") {
        std::string text = "definition doc {\n";
        for (int i = 0; i < 60'000; ++i)
            text += "permission name" + std::to_string(i) + " = nome" + std::to_string(i) + "\n";
        const auto result = compile(text + "}", "test");
        CHECK_FALSE(result.schema.has_value());
        CHECK(result.diagnostics.size() == 101);
    }

    TEST_CASE("compile: a file and what it imports are one schema, each file read once") {
        std::vector<std::string> read;
        const auto files = [&](const std::string& path) -> Result<std::string> {
            read.push_back(path);
            if (path == "in/a.zed")
                return std::string("use import import \"sub/b.zed\"\ndefinition aaa {}");
            return std::string("definition bbb { relation rel: ccc }");
        };
        const auto result =
            compile("use import import \"a.zed\"\nimport \"sub/b.zed\"\ndefinition ddd {}",
                    "in/main.zed", schema::Language::Zed, files);
        CHECK(read == std::vector<std::string>{"in/a.zed", "in/sub/b.zed"});
        REQUIRE(result.files.size() == 3);
        CHECK(result.files[2].name == "in/sub/b.zed");
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(result.diagnostics[0].code == "unknown-type");
        CHECK(result.diagnostics[0].span.file == 2);
        CHECK(result.diagnostics[0].span.begin == 31);
        CHECK(result.diagnostics[0].source_code == "ccc");
    }

    TEST_CASE("compile: all files together are no larger than one may be") {
        const std::string half(3'000'000, ' ');
        const auto files = [&](const std::string&) -> Result<std::string> { return half; };
        const auto result = compile("use import\nimport \"a.zed\"\nimport \"b.zed\"", "main.zed",
                                    schema::Language::Zed, files);
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(result.diagnostics[0].code == "schema-too-large");
        CHECK(result.diagnostics[0].span.line == 3);
    }

    TEST_CASE("compile: an imported file that is not UTF-8 is told at its byte") {
        const auto files = [&](const std::string&) -> Result<std::string> {
            return std::string("// \xE9\n");
        };
        const auto result =
            compile("use import\nimport \"a.zed\"", "main.zed", schema::Language::Zed, files);
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(result.diagnostics[0].code == "not-utf8");
        CHECK(result.diagnostics[0].span.file == 1);
        CHECK(result.diagnostics[0].span.begin == 3);
    }

    TEST_CASE(
        "fga: a comment behind the last declaration is none of its own, with a line end or not") {
        const std::string model = "model\n  schema 1.1\ntype user\ntype group\n  relations\n"
                                  "    define member: [user] # who";
        const auto open = compile(model, "model.fga", schema::Language::Fga);
        const auto ended = compile(model + "\n", "model.fga", schema::Language::Fga);
        REQUIRE(open.schema);
        REQUIRE(ended.schema);
        CHECK(open.schema->text() == ended.schema->text());
    }

    TEST_CASE("zanzibar: what an untyped relation takes does not rest on the order of namespaces") {
        const std::string doc = "name: \"doc\" relation { name: \"owner\" }\n";
        const std::string user = "name: \"user\"\n";
        const auto one = compile(doc + user, "one.zanzibar", schema::Language::Zanzibar);
        const auto other = compile(user + doc, "other.zanzibar", schema::Language::Zanzibar);
        REQUIRE(one.schema);
        REQUIRE(other.schema);
        const auto owner_of = [](const Schema& schema) {
            return schema.outline().at(0).relations.at(0).subject_types;
        };
        CHECK(owner_of(*one.schema) == owner_of(*other.schema));
    }

    TEST_CASE("zanzibar: a byte order mark is a blank, wherever it stands") {
        const auto formatted = schema::format("\n\xEF\xBB\xBFname:\"doc\"", "doc.zanzibar",
                                              schema::Language::Zanzibar);
        CHECK(formatted.text == "name: \"doc\"\n");
    }
}
