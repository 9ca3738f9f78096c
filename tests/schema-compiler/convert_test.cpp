// What a schema becomes in another language, and what is refused.
#include <doctest/doctest.h>

#include "pemba/schema/compile.h"
#include "pemba/schema/convert.h"
#include "pemba/schema_diff.h"
#include "support/must.h"

using namespace pemba;
using pemba::schema::convert;
using pemba::schema::Language;

namespace {

Schema schema_of(std::string_view text, Language language) {
    schema::CompileResult result = schema::compile(text, "test", language);
    INFO(schema::render(result.diagnostics, text, "test", schema::RenderStyle::Plain));
    REQUIRE(result.schema.has_value());
    return *std::move(result.schema);
}

std::string converted(std::string_view text, Language from, Language to) {
    return testing::must(convert(schema_of(text, from), to));
}

/// Why it is refused.
std::string refusal(std::string_view text, Language from, Language to) {
    const Result<std::string> result = convert(schema_of(text, from), to);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::InvalidArgument);
    const std::string& message = result.error().message;
    return message.substr(message.find(": ") + 2);
}

/// What differs beside comments.
std::string meaning_changes(const Schema& before, const Schema& after) {
    using Kind = SchemaDifference::Kind;
    std::string changes;
    for (const SchemaDifference& difference : differences(before, after))
        if (difference.kind != Kind::NamespaceCommentChanged)
            changes += to_string(difference) + "\n";
    return changes;
}

std::string zed_permission(const std::string& expression) {
    return "definition user {}\ndefinition doc {\n\trelation aaa: user\n\trelation bbb: user\n"
           "\trelation ccc: user\n\trelation parent: doc\n\tpermission view = " +
           expression + "\n}";
}

} // namespace

TEST_SUITE("convert") {
    TEST_CASE("convert: into its own language a schema is its canonical text") {
        const std::string text = "definition doc {\n\trelation viewer: user\n}\n\n"
                                 "// who\ndefinition user {}";
        CHECK(converted(text, Language::Zed, Language::Zed) == text);
    }

    TEST_CASE("convert: every shape of expression goes to namespace configs and back") {
        for (const char* expression :
             {"aaa", "aaa + bbb + ccc", "aaa & bbb", "aaa - bbb", "aaa - bbb - ccc",
              "aaa - (bbb - ccc)", "aaa - bbb + ccc", "(aaa - bbb) + ccc", "(aaa & bbb) + ccc",
              "aaa + (bbb & ccc)", "(aaa + parent->view) & (bbb - ccc)",
              "parent->view - (aaa & (bbb + ccc))"}) {
            CAPTURE(expression);
            const std::string text(schema_of(zed_permission(expression), Language::Zed).text());
            const std::string there = converted(text, Language::Zed, Language::Zanzibar);
            CHECK(converted(there, Language::Zanzibar, Language::Zed) == text);
        }
    }

    TEST_CASE("convert: comments take the other language's words") {
        const std::string there = converted("/** All of\n * us */\ndefinition user {}\n"
                                            "definition doc {\n\t/// who reads\n"
                                            "\trelation viewer: user\n}",
                                            Language::Zed, Language::Zanzibar);
        CHECK(there == "name: \"doc\"\n\n# who reads\n"
                       "relation { name: \"viewer\" subject_type: \"user\" }\n\n"
                       "# All of\n# us\nname: \"user\"");
        CHECK(converted(there, Language::Zanzibar, Language::Zed) ==
              "definition doc {\n\t// who reads\n\trelation viewer: user\n}\n\n"
              "// All of\n// us\ndefinition user {}");
    }

    TEST_CASE("convert: what looks like a delimiter within a comment stays") {
        CHECK(converted("#/root.\nname: \"user\"", Language::Zanzibar, Language::Zed) ==
              "// /root.\ndefinition user {}");
        CHECK(converted("// /root.\ndefinition user {}", Language::Zed, Language::Zanzibar) ==
              "# /root.\nname: \"user\"");
    }

    TEST_CASE("convert: a relation without types lists all there are where types are needed") {
        CHECK(converted("name: \"user\" name: \"team\" relation { name: \"member\" }",
                        Language::Zanzibar, Language::Zed) ==
              "definition team {\n\trelation member: team | team#member | user\n}\n\n"
              "definition user {}");
    }

    TEST_CASE("convert: what namespace configs cannot say is named with its place") {
        const std::string refused =
            refusal("use expiration\nuse self\ncaveat weekday(day int) { day < 6 }\n"
                    "definition user {}\ndefinition doc {\n\trelation parent: doc\n"
                    "\trelation viewer: user with weekday | user with expiration\n"
                    "\tpermission view = nil + self + parent.all(view)\n}",
                    Language::Zed, Language::Zanzibar);
        CHECK(refused == "caveat `weekday`; `with expiration` in `doc#viewer`; "
                         "`nil` in `doc#view`; `self` in `doc#view`; "
                         "`parent.all(view)` in `doc#view`");
    }

    TEST_CASE("convert: a relation that takes tuples and is computed too is no `.zed`") {
        CHECK(refusal("name: \"user\" name: \"doc\" relation { name: \"editor\" } "
                      "relation { name: \"viewer\" userset_rewrite { union { child { _this {} } "
                      "child { computed_userset { relation: \"editor\" } } } } }",
                      Language::Zanzibar, Language::Zed) ==
              "`doc#viewer`, which takes tuples and is computed from others too");
    }

    TEST_CASE("convert: an operator of one operand is that operand") {
        CHECK(
            converted("name: \"user\" name: \"doc\" "
                      "relation { name: \"viewer\" subject_type: \"user\" } "
                      "relation { name: \"reader\" userset_rewrite { union { child { union { child "
                      "{ computed_userset { relation: \"viewer\" } } } } } } }",
                      Language::Zanzibar, Language::Zed) ==
            "definition doc {\n\trelation viewer: user\n\tpermission reader = viewer\n}\n\n"
            "definition user {}");
    }

    TEST_CASE("convert: names that the other language does not take are named") {
        CHECK(refusal("name: \"User\" name: \"doc\" relation { name: \"r\" }", Language::Zanzibar,
                      Language::Zed) == "the name `User`; the name of `doc#r`");
    }

    TEST_CASE("convert: the other language's own rules refuse too") {
        CHECK(refusal("name: \"user\" name: \"team\" "
                      "relation { name: \"member\" subject_type: \"user:*\" } "
                      "name: \"doc\" relation { name: \"viewer\" subject_type: \"team#member\" }",
                      Language::Zanzibar, Language::Zed) ==
              "`team#member` holds a wildcard, `user:*`, which no other relation can include");
    }

    TEST_CASE("convert: every shape of expression goes to OpenFGA's languages and back") {
        for (const char* expression :
             {"aaa", "aaa + bbb + ccc", "aaa & bbb", "aaa - bbb", "aaa - bbb - ccc",
              "aaa - (bbb - ccc)", "aaa - bbb + ccc", "(aaa - bbb) + ccc", "(aaa & bbb) + ccc",
              "(aaa + parent->view) & (bbb - ccc)", "(parent->view + aaa) - (aaa & (bbb + ccc))"}) {
            CAPTURE(expression);
            const Schema before = schema_of(zed_permission(expression), Language::Zed);
            for (const Language language : {Language::Fga, Language::FgaJson}) {
                const std::string there = testing::must(convert(before, language));
                CHECK(meaning_changes(before, schema_of(there, language)) == "");
                const std::string back = converted(there, language, Language::Zed);
                CHECK(meaning_changes(before, schema_of(back, Language::Zed)) == "");
            }
        }
    }

    TEST_CASE("convert: OpenFGA's DSL and its JSON form are one dialect") {
        const std::string text = "model\n  schema 1.1\n\ntype user\n\ntype doc\n  relations\n"
                                 "    define editor: [user]\n    define viewer: [user] or editor\n";
        const std::string json = converted(text, Language::Fga, Language::FgaJson);
        CHECK(json.starts_with("{\"schema_version\":\"1.1\""));
        CHECK(converted(json, Language::FgaJson, Language::Fga) == text);
        CHECK(refusal(text, Language::Fga, Language::Zed) ==
              "`doc#viewer`, which takes tuples and is computed from others too");
    }

    TEST_CASE(
        "convert: tuples and rewrite in one relation go between namespace configs and OpenFGA") {
        const std::string there =
            converted("model\n  schema 1.1\n\ntype user\n\ntype doc\n  relations\n"
                      "    define editor: [user]\n    define viewer: [user:*] or editor\n",
                      Language::Fga, Language::Zanzibar);
        CHECK(there == "name: \"doc\"\n\nrelation { name: \"editor\" subject_type: \"user\" }\n\n"
                       "relation {\n  name: \"viewer\"\n  subject_type: \"user:*\"\n"
                       "  userset_rewrite {\n    union {\n      child { _this {} }\n"
                       "      child { computed_userset { relation: \"editor\" } }\n    }\n  }\n}"
                       "\n\nname: \"user\"");
        CHECK(converted(there, Language::Zanzibar, Language::Fga) ==
              "model\n  schema 1.1\n\ntype doc\n  relations\n    define editor: [user]\n"
              "    define viewer: [user:*] or editor\n\ntype user\n");
    }

    TEST_CASE("convert: conditions go between `.zed` and OpenFGA") {
        const std::string text = "caveat weekday(day int) {\n\tday < 6\n}\n\n"
                                 "definition doc {\n\trelation viewer: user with weekday\n}\n\n"
                                 "definition user {}";
        const std::string there = converted(text, Language::Zed, Language::Fga);
        CHECK(there.find("define viewer: [user with weekday]") != std::string::npos);
        CHECK(there.find("condition weekday(day: int) {\n  day < 6\n}") != std::string::npos);
        CHECK(converted(there, Language::Fga, Language::Zed) == text);
    }

    TEST_CASE("convert: what OpenFGA cannot say is named with its place") {
        CHECK(refusal("use expiration\ndefinition user {}\ndefinition group {\n"
                      "\trelation member: user\n}\ndefinition doc {\n"
                      "\trelation parent: doc | group#member\n"
                      "\trelation viewer: user with expiration\n"
                      "\tpermission view = viewer + parent->view + parent.all(view) + nil\n}",
                      Language::Zed, Language::Fga) ==
              "`with expiration` in `doc#viewer`; "
              "`parent` left of the arrow in `doc#view`, since it takes more than objects; "
              "`parent.all(view)` in `doc#view`; "
              "`parent` left of the arrow in `doc#view`, since it takes more than objects; "
              "`nil` in `doc#view`");
    }

    TEST_CASE("convert: of very many losses the first are named") {
        std::string text = "definition user {}\ndefinition doc {\n";
        for (int i = 0; i < 12; ++i)
            text += "permission none" + std::to_string(i) + " = nil\n";
        const std::string refused = refusal(text + "}", Language::Zed, Language::Zanzibar);
        CHECK(refused.ends_with("`nil` in `doc#none9`; and 2 more"));
    }
}

TEST_SUITE("language") {
    TEST_CASE("language: the end of a file's name tells its language") {
        CHECK(schema::language_of_file("drive.zed") == Language::Zed);
        for (const char* name : {"doc.zanzibar", "doc.textproto", "folder.zed/doc.txtpb"})
            CHECK(schema::language_of_file(name) == Language::Zanzibar);
        CHECK_FALSE(schema::language_of_file("-").has_value());
    }

    TEST_CASE("language: each stands in its own row of the table") {
        for (std::size_t i = 0; i < schema::languages().size(); ++i)
            CHECK(static_cast<std::size_t>(schema::languages()[i].language) == i);
    }
}
