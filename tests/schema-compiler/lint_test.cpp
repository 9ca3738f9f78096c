// Advice and its fixes: what they promise, on the goldens and on expressions made at random. What
// each rule says is in the goldens.
#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "files.h"
#include "pemba/schema/lint.h"
#include "pemba/schema_diff.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

using namespace pemba;
using namespace pemba::schema;

namespace {

using DifferenceKind = SchemaDifference::Kind;

/// What may become different by a fix of that code.
std::set<DifferenceKind> promised(const std::string& code) {
    if (code == "duplicate-operand" || code == "permission-references-itself")
        return {DifferenceKind::PermissionExpressionChanged};
    if (code == "unused-caveat")
        return {DifferenceKind::ConditionRemoved};
    if (code == "unused-suppression")
        return {DifferenceKind::NamespaceCommentChanged, DifferenceKind::RelationCommentChanged,
                DifferenceKind::PermissionCommentChanged, DifferenceKind::ConditionCommentChanged};
    return {};
}

zed::Expression parse_expression(const std::string& expression) {
    const std::string text = "definition doc { permission view = " + expression + " }";
    const Source source(text, "");
    Sink sink(source);
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    REQUIRE_MESSAGE(!sink.has_errors(), expression);
    const auto& definition = std::get<zed::Definition>(file.items[0].value);
    return std::get<zed::Permission>(definition.members[0].value).expression;
}

/// Whether somebody has it who has those names; `view` itself, and all other names, he has not.
bool holds(const zed::Expression& expression, const std::set<std::string>& names) {
    std::vector<bool> values;
    for (const zed::ExpressionNode& node : expression.nodes)
        switch (node.op) {
        case zed::Operator::Parentheses: values.push_back(values[node.left]); break;
        case zed::Operator::Union: values.push_back(values[node.left] || values[node.right]); break;
        case zed::Operator::Intersection:
            values.push_back(values[node.left] && values[node.right]);
            break;
        case zed::Operator::Exclusion:
            values.push_back(values[node.left] && !values[node.right]);
            break;
        case zed::Operator::Arrow:
        case zed::Operator::ArrowAny:
            values.push_back(names.count(node.relation.text + "->" + node.target.text) > 0);
            break;
        case zed::Operator::ArrowAll:
            values.push_back(names.count(node.relation.text + ".all " + node.target.text) > 0);
            break;
        default: values.push_back(names.count(node.relation.text) > 0); break;
        }
    return values.back();
}

std::vector<std::string> names_in(const zed::Expression& expression) {
    std::set<std::string> names;
    for (const zed::ExpressionNode& node : expression.nodes) {
        if (node.op == zed::Operator::Relation)
            names.insert(node.relation.text);
        if (node.op == zed::Operator::Arrow || node.op == zed::Operator::ArrowAny)
            names.insert(node.relation.text + "->" + node.target.text);
        if (node.op == zed::Operator::ArrowAll)
            names.insert(node.relation.text + ".all " + node.target.text);
    }
    return {names.begin(), names.end()};
}

/// For whoever has whichever of the names, but not the permission `itself`.
void check_same_meaning(const std::string& before, const std::string& after,
                        const std::string& itself) {
    CAPTURE(before);
    CAPTURE(after);
    const zed::Expression old = parse_expression(before), fresh = parse_expression(after);
    const std::vector<std::string> names = names_in(old);
    REQUIRE(names.size() < 12);
    for (unsigned chosen = 0; chosen < 1u << names.size(); ++chosen) {
        std::set<std::string> had;
        for (std::size_t i = 0; i < names.size(); ++i)
            if ((chosen >> i & 1) != 0 && names[i] != itself)
                had.insert(names[i]);
        CHECK(holds(old, had) == holds(fresh, had));
    }
}

void check_differences(const std::string& before, const std::string& after,
                       const std::set<DifferenceKind>& allowed) {
    const CompileResult old = compile(before, "before"), fresh = compile(after, "after");
    REQUIRE(old.schema);
    REQUIRE_MESSAGE(fresh.schema, after);
    for (const SchemaDifference& difference : differences(*old.schema, *fresh.schema)) {
        CHECK_MESSAGE(allowed.count(difference.kind) > 0, to_string(difference));
        if (difference.kind == DifferenceKind::PermissionExpressionChanged)
            check_same_meaning(difference.before, difference.after, difference.relation);
    }
}

/// Makes all fixes that fit together again and again, and gives what is left.
std::string fixed_until_clean(std::string text) {
    for (int round = 0; round < 50; ++round) {
        FixedText fixed = apply_fixes(text, lint(text, "text").diagnostics);
        if (fixed.applied.empty())
            return text;
        check_differences(
            text, fixed.text,
            {DifferenceKind::PermissionExpressionChanged, DifferenceKind::ConditionRemoved,
             DifferenceKind::NamespaceCommentChanged, DifferenceKind::RelationCommentChanged,
             DifferenceKind::PermissionCommentChanged});
        text = std::move(fixed.text);
    }
    FAIL("fixes without an end");
    return text;
}

std::string random_expression(std::mt19937& random, int depth) {
    static const char* const kLeaves[] = {"viewer", "editor",       "banned",           "view",
                                          "edit",   "parent->view", "parent.any(view)", "nil"};
    if (depth == 0 || random() % 4 == 0)
        return kLeaves[random() % std::size(kLeaves)];
    const char* const sign[] = {" + ", " + ", " & ", " - "};
    std::string text = random_expression(random, depth - 1) + sign[random() % 4] +
                       random_expression(random, depth - 1);
    return random() % 2 == 0 ? "(" + text + ")" : text;
}

std::vector<std::string> codes(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : diagnostics)
        found.push_back(diagnostic.code);
    return found;
}

} // namespace

TEST_SUITE("lint") {
    TEST_CASE("fixes: each alone does what it promises, on every golden that compiles") {
        std::map<std::string, int> made;
        for (const auto& path : tests::files_below(PEMBA_GOLDEN_DIR, ".zed")) {
            const std::string text = tests::read_file(path);
            CAPTURE(path);
            if (!compile(text, "golden").schema)
                continue;
            for (const Diagnostic& diagnostic : lint(text, "golden").diagnostics) {
                const FixedText fixed = apply_fixes(text, {diagnostic});
                if (!diagnostic.fix)
                    continue;
                CHECK(fixed.applied.size() == 1);
                ++made[diagnostic.code];
                check_differences(text, fixed.text, promised(diagnostic.code));
            }
            fixed_until_clean(text);
        }
        CHECK(made.size() == 7);
    }

    TEST_CASE("fixes: whatever the expression, the text compiles and means the same") {
        std::mt19937 random(1);
        int compiled = 0;
        for (int i = 0; i < 300; ++i) {
            const std::string text = "definition user {}\n"
                                     "definition doc {\n"
                                     "\trelation parent: doc\n"
                                     "\trelation viewer: user\n"
                                     "\trelation editor: user\n"
                                     "\trelation banned: user\n"
                                     "\tpermission view = " +
                                     random_expression(random, 4) +
                                     "\n\tpermission edit = " + random_expression(random, 2) +
                                     "\n}\n";
            CAPTURE(text);
            if (!compile(text, "random").schema)
                continue; // a circle of names
            ++compiled;
            fixed_until_clean(text);
        }
        CHECK(compiled > 200);
    }

    TEST_CASE("fixes: one that overlaps another is left out, and so is one beyond the text") {
        const auto with_edit = [](std::size_t begin, std::size_t end, const char* text) {
            Diagnostic diagnostic;
            diagnostic.fix = Fix{"a fix", {{{begin, end}, text}}};
            return diagnostic;
        };
        const FixedText fixed =
            apply_fixes("0123456789", {with_edit(2, 4, "x"), with_edit(3, 5, "y"),
                                       with_edit(4, 4, "z"), with_edit(9, 11, ""), Diagnostic(),
                                       with_edit(8, 8, "w"), with_edit(8, 9, "v")});
        CHECK(fixed.text == "01xz4567w89");
        CHECK(fixed.applied == std::vector<std::size_t>{0, 2, 5});
    }

    TEST_CASE("suppressions: of a member, of a whole definition, by either name") {
        const std::string schema = "definition user {}\n"
                                   "%definition doc {\n"
                                   "\trelation parent: doc\n"
                                   "\trelation viewer: user\n"
                                   "%\tpermission view = viewer + parent->viewer\n"
                                   "}\n";
        const auto with = [&](const std::string& definition, const std::string& member) {
            std::string text = schema;
            text.replace(text.find('%'), 1, definition);
            return text.replace(text.find('%'), 1, member);
        };
        using Codes = std::vector<std::string>;
        const std::string code = "ignore-warning: arrow-references-relation\n";
        CHECK(codes(lint(with("", ""), "").diagnostics) == Codes{"arrow-references-relation"});
        CHECK(codes(lint(with("", "\t// spicedb-" + code), "").diagnostics).empty());
        CHECK(codes(lint(with("// pemba-" + code, ""), "").diagnostics).empty());
        CHECK(codes(lint(with("/** A document.\n * pemba-" + code + " */\n", ""), "").diagnostics)
                  .empty());
        CHECK(codes(lint(with("", "// other-" + code), "").diagnostics) ==
              Codes{"arrow-references-relation"});
        CHECK(codes(lint(with("// pemba-" + code, "// pemba-" + code), "").diagnostics) ==
              Codes{"unused-suppression"});
    }

    TEST_CASE("suppressions: compile() keeps to them, but never hides an error") {
        const std::string text = "definition doc {\n"
                                 "\trelation viewer: doc\n"
                                 "\t// pemba-ignore-warning: surprising-precedence\n"
                                 "\t// pemba-ignore-warning: unknown-name\n"
                                 "\tpermission view = viewer - viewer + wiever\n"
                                 "}\n";
        CHECK(codes(compile(text, "").diagnostics) == std::vector<std::string>{"unknown-name"});
    }

    TEST_CASE("lint: errors come without advice") {
        const std::string text = "caveat unused(day string) { day == \"monday\" }\n"
                                 "definition doc { relation viewer: usr }\n";
        CHECK(codes(lint(text, "").diagnostics) == std::vector<std::string>{"unknown-type"});
    }

    TEST_CASE("lint: the examples are clean") {
        int linted = 0;
        for (const auto& path : tests::files_below(PEMBA_EXAMPLES_DIR, ".zed")) {
            const std::string text = tests::read_file(path), name = path.filename().string();
            const auto diagnostics = lint(text, name).diagnostics;
            CHECK_MESSAGE(diagnostics.empty(), render(diagnostics, text, name, RenderStyle::Plain));
            ++linted;
        }
        CHECK(linted >= 4);
    }
}
