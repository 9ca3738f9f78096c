// The cases of OpenFGA's language tools: errors and their places, and both forms of models.
#include <algorithm>
#include <map>
#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "fga/conformance.h"
#include "fga/json/read.h"
#include "fga/lex/lexer.h"
#include "fga/lower/lower.h"
#include "fga/parse/parse.h"
#include "fga/regenerate/regenerate.h"
#include "files.h"
#include "pemba/relation_tuple.h"
#include "pemba/schema/modules.h"

namespace pemba::tests {

namespace {

using schema::Diagnostic;
using schema::Language;
using schema::Severity;

/// What each kind of error of theirs is among ours.
const std::map<std::string, std::set<std::string>> kCodes{
    {"missing-definition", {"unknown-name", "defined-as-itself"}},
    {"reserved-type-keywords", {"reserved-type-name"}},
    {"reserved-relation-keywords", {"reserved-relation-name"}},
    {"invalid-name", {"malformed-type-name", "malformed-relation-name"}},
    {"relation-no-entry-point", {"no-entry-point", "relation-cycle"}},
    {"tupleuserset-not-direct", {"tupleset-not-direct", "tupleset-subject", "unknown-name"}},
    {"invalid-type", {"unknown-type"}},
    {"invalid-relation-type", {"unknown-subject-relation", "unknown-name"}},
    {"invalid-relation-on-tupleset", {"from-reaches-nothing"}},
    {"duplicated-error", {"repeated-type", "repeated-operand", "duplicate-definition"}},
    {"condition-not-defined", {"unknown-condition"}},
    {"condition-not-used", {"unused-condition"}},
    {"invalid-schema", {"unknown-schema-version", "old-schema-version"}},
    {"schema-version-required", {"module-alone", "unknown-schema-version"}},
    {"different-nested-condition-name", {"condition-name-differs"}},
};

/// Their lines and columns count from 0; the end is past the last character.
struct Place {
    explicit Place(const json::value& error)
        : line(number(error, "line", "start") + 1), begin(number(error, "column", "start") + 1),
          end(std::max(number(error, "column", "end") + 1, begin + 1)) {}

    static std::size_t number(const json::value& error, const char* what, const char* side) {
        return error.at(what).at(side).to_number<std::size_t>();
    }
    [[nodiscard]] bool holds(const schema::Span& span) const {
        return span.line == line && span.column >= begin && span.column < end;
    }
    [[nodiscard]] bool holds(const Diagnostic& diagnostic) const {
        return holds(diagnostic.span) ||
               std::ranges::any_of(diagnostic.labels,
                                   [&](const schema::Label& label) { return holds(label.span); });
    }

    std::size_t line, begin, end;
};

const json::array& errors_of(const json::value& test) {
    static const json::array kNone;
    const json::value* errors = test.as_object().if_contains("expected_errors");
    return errors == nullptr ? kNone : errors->get_array();
}

bool is_skipped(const json::value& test) {
    return test.as_object().contains("skip");
}

// They go on after a fault in another way; the first one is where it is.
void check_syntax(const json::value& test, const std::string& set, Conformance& out) {
    const std::string name = text_of(test.at("name")), text = text_of(test.at("dsl"));
    const auto result = schema::compile(text, "model", Language::Fga);
    const auto fault = std::ranges::find_if(result.diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::Error &&
               (diagnostic.phase == Diagnostic::Phase::Syntax ||
                diagnostic.code.starts_with("duplicate-"));
    });
    const bool is_wrong = fault != result.diagnostics.end();
    const auto& errors = errors_of(test);
    out.expect(is_wrong == !errors.empty(), set, name, rendered(result, text));
    if (is_wrong && !errors.empty()) {
        // What they find at a blank, we find at the word after it.
        Place place(errors[0]);
        ++place.end;
        out.expect(place.holds(*fault), set, name, "not in that place" + rendered(result, text));
    }
}

bool matches(const Diagnostic& diagnostic, const json::value& error) {
    const auto& about = error.at("metadata").at("errorType");
    const auto codes = kCodes.find(text_of(about));
    const bool has_place = error.as_object().contains("line");
    return codes != kCodes.end() && codes->second.count(diagnostic.code) != 0 &&
           (!has_place || Place(error).holds(diagnostic));
}

void check_meaning(const json::value& test, const std::string& set, Language language,
                   Conformance& out) {
    if (is_skipped(test))
        return;
    const std::string name = text_of(test.at("name"));
    const std::string text = text_of(test.at(language == Language::Fga ? "dsl" : "json"));
    const auto result = schema::compile(text, "model", language);
    for (const json::value& error : errors_of(test))
        out.expect(std::ranges::any_of(result.diagnostics,
                                       [&](const auto& one) { return matches(one, error); }),
                   set, name, json::serialize(error) + rendered(result, text));
    for (const Diagnostic& diagnostic : result.diagnostics)
        out.expect(
            std::ranges::any_of(errors_of(test),
                                [&](const auto& error) { return matches(diagnostic, error); }),
            set, name, "more than expected" + rendered(result, text));
}

/// A front end without its checks.
schema::ir::Schema read(const std::string& text, Language language) {
    const schema::Source source(text, "model");
    schema::Sink sink(source);
    if (language == Language::FgaJson)
        return schema::fga::read_json(source, sink);
    return schema::fga::lower(schema::fga::parse(*schema::fga::lex(text), sink), sink);
}

void check_nesting(const json::value& test, const std::string& set, Conformance& out) {
    const auto dsl = schema::fga::regenerate(read(text_of(test.at("json")), Language::FgaJson));
    const json::value* valid = test.as_object().if_contains("valid");
    const bool fits = valid == nullptr || valid->as_bool();
    const std::string name = text_of(test.at("name"));
    out.expect(dsl.has_value() == fits, set, name, dsl ? *dsl : dsl.error().message);
    if (!dsl && !fits)
        out.expect(dsl.error().message == text_of(test.at("error_message")), set, name,
                   dsl.error().message);
}

void check_manifest(const json::value& test, const std::string& set, Conformance& out) {
    const std::string name = text_of(test.at("name")), text = text_of(test.at("modFile"));
    const auto result = schema::read_manifest(text, "fga.mod");
    const auto& errors = errors_of(test);
    out.expect(result.files.has_value() == errors.empty(), set, name, "read or not");
    out.expect(result.diagnostics.size() == errors.size(), set, name, "another number of errors");
    for (const json::value& error : errors)
        out.expect(std::ranges::any_of(result.diagnostics,
                                       [&](const Diagnostic& one) {
                                           return one.message == text_of(error.at("msg")) &&
                                                  Place(error).begin == one.span.column &&
                                                  Place(error).line == one.span.line &&
                                                  Place(error).end == std::max(one.span.end_column,
                                                                               one.span.column + 1);
                                       }),
                   set, name,
                   json::serialize(error) + schema::render(result.diagnostics, text, "fga.mod",
                                                           schema::RenderStyle::Plain));
    if (!result.files)
        return;
    const json::value expected = json::parse(text_of(test.at("json")));
    std::vector<std::string> files;
    for (const json::value& file : expected.at("contents").at("value").get_array())
        files.push_back(text_of(file.at("value")));
    out.expect(*result.files == files, set, name, "other files");
}

void check_forms(const fs::path& folder, const std::string& set, Conformance& out) {
    const std::string name = folder.filename().string();
    const std::string dsl = read_file(folder / "authorization-model.fga");
    const std::string model = read_file(folder / "authorization-model.json");
    const auto to_json = schema::fga::regenerate_json(read(dsl, Language::Fga));
    out.expect(to_json &&
                   without_nothing(json::parse(*to_json)) == without_nothing(json::parse(model)),
               set, name, "another model" + (to_json ? "\n" + *to_json : ""));
    const auto to_dsl = schema::fga::regenerate(read(model, Language::FgaJson));
    out.expect(to_dsl && *to_dsl == dsl, set, name, "another text\n" + (to_dsl ? *to_dsl : ""));
    const auto formatted = schema::format(dsl, name, Language::Fga).text;
    out.expect(formatted == dsl, set, name, "formatting changes it\n" + formatted.value_or(""));
    const auto compiled = schema::compile(dsl, name, Language::Fga);
    const auto again = schema::compile(model, name, Language::FgaJson);
    out.expect(compiled.schema.has_value() == again.schema.has_value(), set, name,
               "one form compiles" + rendered(compiled, dsl) + rendered(again, model));
}

std::vector<schema::SourceFile> modules_in(const fs::path& folder) {
    std::vector<schema::SourceFile> files;
    for (const fs::path& path : files_below(folder, ".fga"))
        files.push_back({fs::relative(path, folder).string(), read_file(path)});
    return files;
}

schema::ModulesResult compile(const std::vector<schema::SourceFile>& modules) {
    std::string manifest = "schema: '1.2'\ncontents:\n";
    for (const schema::SourceFile& file : modules)
        manifest += "  - " + file.name + "\n";
    return schema::compile_modules({"fga.mod", manifest}, modules);
}

void check_joined(const fs::path& folder, const std::string& set, Conformance& out) {
    const std::string name = folder.filename().string();
    const auto files = modules_in(folder / "module");
    const auto result = compile(files);
    out.expect(
        result.schema && result.schema->text() == read_file(folder / "combined-sourceinfo.fga"),
        set, name, "another text\n" + (result.schema ? std::string(result.schema->text()) : ""));
    std::vector<schema::fga::Module> modules;
    const schema::Source source("", "modules");
    schema::Sink sink(source);
    for (const schema::SourceFile& file : files)
        modules.push_back({file.name, schema::fga::parse(*schema::fga::lex(file.text), sink), {}});
    const auto merged = schema::fga::lower(std::move(modules), {"1.2", {}}, sink);
    const auto dsl = schema::fga::regenerate(merged);
    out.expect(dsl && *dsl == read_file(folder / "combined.fga"), set, name, "another DSL");
    const auto to_json = schema::fga::regenerate_json(merged);
    const auto sorted = [](const json::value& model) {
        json::object all = without_nothing(model).as_object();
        std::ranges::sort(all["type_definitions"].as_array(), {},
                          [](const json::value& type) { return text_of(type.at("type")); });
        return all;
    };
    out.expect(to_json && sorted(json::parse(*to_json)) ==
                              sorted(read_json(folder / "authorization-model.json")),
               set, name, "another model\n" + (to_json ? *to_json : ""));
}

void check_module_errors(const fs::path& folder, const std::string& set, Conformance& out) {
    const auto files = modules_in(folder / "module");
    const auto result = compile(files);
    const json::value errors = read_json(folder / "expected_errors.json");
    for (const json::value& error : errors.get_array()) {
        const auto file =
            std::ranges::find(files, text_of(error.at("file")), &schema::SourceFile::name);
        const auto& found = result.diagnostics[1 + static_cast<std::size_t>(file - files.begin())];
        out.expect(std::ranges::any_of(
                       found, [&](const Diagnostic& one) { return Place(error).holds(one.span); }),
                   set, folder.filename().string(),
                   json::serialize(error) + "\n" +
                       schema::render(found, file->text, file->name, schema::RenderStyle::Plain));
    }
}

} // namespace

void check_language(const fs::path& folder, Conformance& out) {
    const auto each = [&](const char* set, auto check) {
        const json::value tests = read_json(folder / (std::string(set) + "-cases.json"));
        for (const json::value& test : tests.as_array())
            check(test);
    };
    each("dsl-syntax-validation", [&](const auto& test) { check_syntax(test, "syntax", out); });
    each("dsl-semantic-validation",
         [&](const auto& test) { check_meaning(test, "semantics", Language::Fga, out); });
    each("json-validation",
         [&](const auto& test) { check_meaning(test, "json", Language::FgaJson, out); });
    each("json-syntax-transformer-validation",
         [&](const auto& test) { check_nesting(test, "nesting", out); });
    each("fga-mod-transformer", [&](const auto& test) { check_manifest(test, "manifest", out); });
    each("object-id-validation", [&](const auto& test) {
        out.expect(is_object_id(text_of(test.at("object_id")), Dialect::Fga) ==
                       test.at("valid").as_bool(),
                   "object-id", text_of(test.at("name")), "is judged otherwise");
    });
    for (const auto& entry : fs::directory_iterator(folder / "transformer"))
        check_forms(entry.path(), "forms", out);
    for (const auto& entry : fs::directory_iterator(folder / "transformer-module"))
        if (fs::exists(entry.path() / "expected_errors.json"))
            check_module_errors(entry.path(), "modules", out);
        else
            check_joined(entry.path(), "modules", out);
}

} // namespace pemba::tests
