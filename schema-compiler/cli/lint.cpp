// `pembac lint`: advice on schemas, and making its fixes.
#include <algorithm>
#include <cstdio>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "files/files.h"
#include "pemba/schema/lint.h"

namespace pemba::schema::cli {

namespace {

// Each round makes what the one before uncovered, or had to leave because it overlapped.
constexpr int kMaxRounds = 100;

struct Linted {
    std::string text;
    LintResult result;
};

LintResult lint_file(const std::string& text, const Common& common) {
    return lint(text, shown_name(common), language_of(common), imports_of(common));
}

void print_fixes(const std::vector<Diagnostic>& diagnostics, const FixedText& fixed,
                 const std::string& file) {
    for (const std::size_t index : fixed.applied) {
        const Diagnostic& diagnostic = diagnostics[index];
        fmt::print(stderr, "{}:{}:{}: fixed: {} [{}]\n", file, diagnostic.span.line,
                   diagnostic.span.column, diagnostic.fix->title, diagnostic.code);
    }
}

/// Fixes what can be fixed. A fix that broke the schema would be a bug; the text before it stays.
Linted with_fixes(Linted linted, const Common& common) {
    for (int round = 0; round < kMaxRounds; ++round) {
        FixedText fixed = apply_fixes(linted.text, linted.result.diagnostics);
        if (fixed.applied.empty())
            break;
        LintResult result = lint_file(fixed.text, common);
        if (count(result.diagnostics, Severity::Error) > 0) {
            fmt::print(stderr, "{}: the fixes would break the schema, a bug in Pemba\n",
                       common.file);
            break;
        }
        print_fixes(linted.result.diagnostics, fixed, common.file);
        linted = {std::move(fixed.text), std::move(result)};
    }
    return linted;
}

void print_summary(const std::vector<Diagnostic>& diagnostics, const Common& common) {
    const std::size_t fixable = static_cast<std::size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& each) { return each.fix.has_value(); }));
    const std::size_t errors = count(diagnostics, Severity::Error);
    const std::string told = errors > 0 ? counted(errors, "error") + ", " : "";
    const std::string by_machine =
        fixable > 0 ? fmt::format("; `pembac lint --fix` mends {}", fixable) : "";
    fmt::print(stderr, "{}: {}{}{}\n", shown_name(common), told,
               counted(count(diagnostics, Severity::Warning), "warning"), by_machine);
}

class LintRun {
public:
    explicit LintRun(const LintCommand& command) : command_(command) {}

    int run() {
        for (const std::string& file : command_.files)
            status_ = std::max(status_, run(file));
        if (is_json())
            fmt::print("{}\n", boost::json::serialize(all_));
        return status_;
    }

private:
    int run(const std::string& file) {
        Common common = command_.common;
        common.file = file;
        const auto text = read_file(file);
        if (!text)
            return fail(text.error());
        Linted linted{*text, lint_file(*text, common)};
        if (command_.fixes)
            linted = with_fixes(std::move(linted), common);
        if (linted.text != *text)
            if (const auto written = write_file(file, linted.text); !written)
                return fail(written.error());
        print(linted.result, common);
        const std::vector<Diagnostic>& diagnostics = linted.result.diagnostics;
        const bool has_errors = count(diagnostics, Severity::Error) > 0;
        const bool is_denied = command_.denies && !diagnostics.empty();
        return has_errors || is_denied ? kSchemaErrors : kFine;
    }

    void print(const LintResult& result, const Common& common) {
        if (!is_json()) {
            print_diagnostics(result.diagnostics, result.files, common);
            print_summary(result.diagnostics, common);
            return;
        }
        // One document for all files.
        const std::string json = render(result.diagnostics, result.files, RenderStyle::Json);
        const boost::json::value document = boost::json::parse(json);
        all_.insert(all_.end(), document.as_array().begin(), document.as_array().end());
    }

    [[nodiscard]] bool is_json() const { return command_.common.format == DiagnosticFormat::Json; }

    const LintCommand& command_;
    boost::json::array all_;
    int status_ = kFine;
};

} // namespace

int run(const LintCommand& command) {
    if (command.fixes &&
        std::find(command.files.begin(), command.files.end(), "-") != command.files.end()) {
        fmt::print(stderr, "pembac: `--fix` needs a file, not the standard input\n");
        return kFailed;
    }
    return LintRun(command).run();
}

} // namespace pemba::schema::cli
