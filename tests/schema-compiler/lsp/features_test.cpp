// Features whose cases need more than a session can say.
#include <doctest/doctest.h>

#include "lsp/features.h"

using namespace pemba::schema;
using namespace pemba::schema::lsp;

TEST_SUITE("lsp/features") {
    TEST_CASE("code actions: the edits of a fix become a quick fix of its diagnostic") {
        const Analysis analysis("untitled:one", "untitled:one",
                                "definition user {}\ndefinition usr {}\n", Encoding::Utf16, {});
        Diagnostic diagnostic{"double", Severity::Warning, Diagnostic::Phase::Types, "twice", {}};
        diagnostic.span = {30, 33, 2, 12, 2, 15};
        Edit removed{diagnostic.span, ""}, added;
        added.span = {0, 0};
        added.text = "// once\n";
        diagnostic.fix = Fix{"remove `usr`", {added, removed}};
        const json::object action = quick_fix(diagnostic, analysis);
        CHECK(action.at("title") == "remove `usr`");
        CHECK(action.at("kind") == "quickfix");
        CHECK(action.at("diagnostics").at(0).at("code") == "double");
        CHECK(json::serialize(action.at("edit")) ==
              R"({"changes":{"untitled:one":[)"
              R"({"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},)"
              R"("newText":"// once\n"},)"
              R"({"range":{"start":{"line":1,"character":11},"end":{"line":1,"character":14}},)"
              R"("newText":""}]}})");
    }

    TEST_CASE("code actions: a diagnostic without a fix has none") {
        const Analysis analysis("untitled:one", "untitled:one", "definition", Encoding::Utf16, {});
        REQUIRE_FALSE(analysis.diagnostics().empty());
        CHECK(code_actions(analysis, {0, 10}).empty());
    }

    TEST_CASE("index: partials that double are spliced up to a limit") {
        std::string text = "use partial\npartial p00 { relation r00: user }\n";
        for (int i = 1; i < 40; ++i) {
            const std::string name = "p" + std::to_string(100 + i),
                              before = i == 1 ? "p00" : "p" + std::to_string(99 + i);
            text += "partial " + name + " { ..." + before + "\n..." + before + " }\n";
        }
        const Analysis analysis("untitled:one", "untitled:one", text, Encoding::Utf16, {});
        CHECK(analysis.index().members_of("p101").size() == 1);
        CHECK(analysis.index().symbols().size() == 41);
    }

    TEST_CASE("index: every prefix of a schema can be asked about at every place") {
        const std::string text = "use partial\npartial pa { relation rel: user | x/y#m with c1 }\n"
                                 "caveat c1(day string, n list<int>) { day == \"\" && n[0] > 1 }\n"
                                 "definition user {}\ndefinition x/y { relation mem: user }\n"
                                 "definition doc { ...pa\npermission v = (rel->m + self) - "
                                 "rel.all(v) & nil\n}";
        for (std::size_t size = 0; size <= text.size(); size += 3) {
            const Analysis analysis("untitled:one", "untitled:one", text.substr(0, size),
                                    Encoding::Utf16, {});
            for (std::uint32_t at = 0; at <= size; at += 5) {
                CHECK(completion(analysis, at).contains("items"));
                CHECK((hover(analysis, at).is_null() || hover(analysis, at).is_object()));
                CHECK(references(analysis, at, true).size() >= definition(analysis, at).size());
            }
            CHECK(document_symbols(analysis).size() <= 5);
        }
    }
}
