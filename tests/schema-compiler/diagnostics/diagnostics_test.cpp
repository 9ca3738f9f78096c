// Suggestions, the sink's limits and the drawing of odd lines.
#include <doctest/doctest.h>

#include "diagnostics/sink.h"
#include "diagnostics/suggest.h"

using namespace pemba::schema;

TEST_SUITE("diagnostics") {
    TEST_CASE("suggest: near names only, the nearest first") {
        CHECK(suggest("editr", {"viewer", "editor"}) == "did you mean `editor`?");
        CHECK(suggest("veiwer", {"viewer", "viewers"}) == "did you mean `viewer` or `viewers`?");
        CHECK(suggest("usr", {"user", "use", "org"}) == "did you mean `use` or `user`?");
        CHECK(suggest("banned", {"viewer", "editor"}).empty());
        CHECK(suggest("x", {}).empty());
    }

    TEST_CASE("sink: warnings never crowd out an error, and a note tells of what is dropped") {
        const std::string text(1000, ' ');
        const Source source(text, "test");
        Sink sink(source);
        for (std::uint32_t i = 0; i < 500; ++i)
            sink.report(Kind::ArrowReferencesUnreachableRelation, {i, i + 1});
        CHECK_FALSE(sink.has_errors());
        sink.report(Kind::UnknownType, {900, 901});
        CHECK(sink.has_errors());
        const auto diagnostics = sink.take();
        REQUIRE(diagnostics.size() == Sink::kMaxWarnings + 2);
        CHECK(diagnostics[Sink::kMaxWarnings].code == "unknown-type");
        CHECK(diagnostics.back().code == "too-many-diagnostics");
    }

    TEST_CASE("sink: arguments become the message and the details") {
        const Source source("abc", "test");
        Sink sink(source);
        sink.report(Kind::UnknownType, {1, 2}, {{"definition_name", "usr"}}).hint("a hint");
        sink.report(Kind::UnknownType, {1, 2}, {{"definition_name", "usr"}});
        const auto diagnostics = sink.take();
        REQUIRE(diagnostics.size() == 1);
        CHECK(diagnostics[0].message == "unknown type `usr`");
        CHECK(diagnostics[0].source_code == "b");
        CHECK(diagnostics[0].hint == "a hint");
        REQUIRE(diagnostics[0].details.size() == 1);
        CHECK(diagnostics[0].details[0].second == "usr");
    }

    TEST_CASE(
        "render: carets stand under what they mean beside tabs and letters of several bytes") {
        const std::string text = "\t\xC3\xB6\xC3\xB6 bad";
        const Source source(text, "f.zed");
        Sink sink(source);
        sink.report(Kind::UnknownType, {6, 9}, {{"definition_name", "bad"}});
        CHECK(render(sink.take(), text, "f.zed", RenderStyle::Plain) ==
              "f.zed:1:7: error: unknown type `bad` [unknown-type]\n"
              "    1 |     \xC3\xB6\xC3\xB6 bad\n"
              "      |        ^^^\n");
    }

    TEST_CASE("render: of a very long line a part is shown") {
        const std::string text =
            std::string(1'000'000, 'a') + " bad " + std::string(1'000'000, 'b');
        const Source source(text, "f.zed");
        Sink sink(source);
        sink.report(Kind::UnknownType, {1'000'001, 1'000'004}, {{"definition_name", "bad"}});
        const std::string drawn = render(sink.take(), text, "f.zed", RenderStyle::Plain);
        CHECK(drawn.size() < 600);
        CHECK(drawn.find(" bad ") != std::string::npos);
    }

    TEST_CASE("render: JSON carries everything, colour only when asked for") {
        const Source source("abc", "f.zed");
        Sink sink(source);
        sink.report(Kind::UnknownType, {0, 3}, {{"definition_name", "abc"}});
        const auto diagnostics = sink.take();
        CHECK(render(diagnostics, "abc", "f.zed", RenderStyle::Json) ==
              R"([{"file":"f.zed","code":"unknown-type","severity":"error","phase":"types",)"
              R"("message":"unknown type `abc`","span":{"begin":0,"end":3,"line":1,"column":1,)"
              R"("end_line":1,"end_column":4},"labels":[],"hint":"","fix":null,"source_code":"abc",)"
              R"("details":{"definition_name":"abc"}}])"
              "\n");
        CHECK(render(diagnostics, "abc", "f.zed", RenderStyle::Plain).find('\x1b') ==
              std::string::npos);
        CHECK(render(diagnostics, "abc", "f.zed", RenderStyle::Colour).find('\x1b') !=
              std::string::npos);
    }
}
