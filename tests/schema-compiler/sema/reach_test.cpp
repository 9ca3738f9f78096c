// Reach on schemas that are long, round, or narrow.
#include <set>

#include <doctest/doctest.h>

#include "sema/reach.h"
#include "zed/lex/lexer.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"

using namespace pemba::schema;
using sema::Reached;

namespace {

std::string to_string(const sema::SubjectKind& kind) {
    const std::string relation(kind.relation);
    return std::string(kind.namespace_name) + (kind.wildcard ? ":*" : "") +
           (relation.empty() ? "" : "#" + relation);
}

/// What `document#view` reaches in a schema, as `user`, `user:*`, `group#member`.
std::set<std::string> reached_by_view(const std::string& text, Reached reached) {
    const Source source(text, "");
    Sink sink(source);
    std::vector<zed::File> files;
    files.push_back(zed::parse(zed::lex(source), source, sink));
    const ir::Schema schema = zed::lower(files, sink);
    REQUIRE_FALSE(sink.has_errors());
    const sema::Symbols symbols(schema);
    const sema::Reach reach(schema, symbols, reached);
    std::set<std::string> found;
    for (std::size_t i = 0; i < reach.blocks(); ++i) {
        const sema::Reach::Block block = reach.block(i);
        const sema::Reach::Kinds& kinds = block.of(*symbols.find("document", "view"));
        for (std::size_t number = 0; number < kinds.size(); ++number)
            if (kinds[number])
                found.insert(to_string(block.kind(number)));
    }
    return found;
}

using Kinds = std::set<std::string>;

constexpr const char* kUsers = "definition user {} definition robot {}\n";

} // namespace

TEST_SUITE("sema/reach") {
    TEST_CASE("reach: as named, usersets are followed and wildcards are themselves") {
        const std::string text = std::string(kUsers) +
                                 "definition group { relation member: user:* | robot }\n"
                                 "definition document {\n"
                                 "relation viewer: group#member\n"
                                 "permission view = viewer }";
        CHECK(reached_by_view(text, Reached::AsNamed) == Kinds{"user:*", "robot"});
        CHECK(reached_by_view(text, Reached::AsHeld) ==
              Kinds{"user", "user:*", "robot", "group#member"});
    }

    TEST_CASE("reach: an intersection is all of its sides, or what is on each") {
        const std::string text = std::string(kUsers) +
                                 "definition document {\n"
                                 "relation viewer: user | robot\n"
                                 "relation editor: user\n"
                                 "relation banned: robot\n"
                                 "permission view = viewer & editor - banned }";
        CHECK(reached_by_view(text, Reached::AsNamed) == Kinds{"user", "robot"});
        CHECK(reached_by_view(text, Reached::AsHeld) == Kinds{"user"});
    }

    TEST_CASE("reach: intersections in a circle hold what each of them can") {
        const std::string text = std::string(kUsers) +
                                 "definition document {\n"
                                 "relation parent: document\n"
                                 "relation viewer: user | robot\n"
                                 "relation editor: user\n"
                                 "permission view = viewer & (editor + both)\n"
                                 "permission both = parent->view }";
        CHECK(reached_by_view(text, Reached::AsHeld) == Kinds{"user"});
        CHECK(reached_by_view(text, Reached::AsNamed) == Kinds{"user", "robot"});
    }

    TEST_CASE("reach: more kinds than a block has are all found") {
        std::string text = "definition document {\nrelation viewer: ";
        Kinds types;
        for (std::size_t i = 0; i < 3 * sema::Reach::kBlockKinds; ++i) {
            const std::string type = "type" + std::to_string(i) + "_user";
            types.insert(type);
            text += (i == 0 ? "" : " | ") + type;
        }
        text += "\npermission view = viewer }\n";
        for (const std::string& type : types)
            text += "definition " + type + " {}\n";
        CHECK(reached_by_view(text, Reached::AsNamed) == types);
    }

    // What takes memory or time by the square of this does not come to an end here.
    TEST_CASE("reach: a chain, and a ring, of 20,000 groups are no burden") {
        constexpr int kGroups = 20'000;
        for (const bool is_ring : {false, true}) {
            std::string text = kUsers;
            const auto group = [](int i) { return "group" + std::to_string(i) + "x"; };
            for (int i = 0; i < kGroups; ++i) {
                text += "definition " + group(i) + " { relation member: user";
                if (i > 0 || is_ring)
                    text += " | " + group((i + kGroups - 1) % kGroups) + "#member";
                text += " }\n";
            }
            text += "definition document { relation viewer: " + group(kGroups - 1) +
                    "#member\npermission view = viewer }";
            CHECK(reached_by_view(text, Reached::AsNamed) == Kinds{"user"});
            CHECK(reached_by_view(text, Reached::AsHeld).size() == kGroups + 1);
        }
    }
}
