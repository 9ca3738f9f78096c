// Compares what the compiler says and makes of each file in tests/golden/zed with the file beside
// it. PEMBA_ACCEPT=1 writes these files instead, and counts as skipped.
#include <cstdlib>
#include <iostream>
#include <set>

#include "diagnostics/kind.h"
#include "diagnostics/sink.h"
#include "files.h"
#include "pemba/schema/graph.h"
#include "pemba/schema/lint.h"
#include "zed/ast/dump.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

namespace {

using namespace pemba;
using namespace pemba::schema;
namespace fs = std::filesystem;

constexpr std::string_view kPadDirective = "// golden: pad to ";
constexpr std::string_view kAloneDirective = "// golden: alone";

/// A file too large to keep is written down as its beginning and its size.
std::string read_input(const fs::path& path) {
    std::string text = tests::read_file(path);
    if (text.starts_with(kPadDirective))
        text.resize(std::stoul(text.substr(kPadDirective.size())), ' ');
    return text;
}

Result<std::string> read_import(const std::string& path) {
    const fs::path file = fs::path(PEMBA_GOLDEN_DIR) / path;
    if (fs::exists(file))
        return tests::read_file(file);
    return Error{ErrorCode::InvalidArgument, "there is no `" + path + "`"};
}

std::string dump_tree(const std::string& text) {
    const Source source(text, "");
    Sink sink(source);
    return zed::dump(zed::parse(zed::lex(source), source, sink));
}

/// Diagnostics, advice included, and the text with all fixes that fit together.
std::string findings(const std::string& text, const std::string& name, const ReadFile& read) {
    const LintResult result = lint(text, name, Language::Zed, read);
    const FixedText fixed = apply_fixes(text, result.diagnostics);
    return render(result.diagnostics, result.files, RenderStyle::Plain) +
           (fixed.applied.empty() ? "" : "== fixed\n" + fixed.text);
}

/// What a `fail_` file shows: what is found in it. A `graph_` file shows its picture, others show
/// everything.
std::string output_of(const fs::path& path) {
    const std::string text = read_input(path), name = path.filename().string();
    const ReadFile read = text.starts_with(kAloneDirective) ? ReadFile() : read_import;
    if (name.starts_with("fail_"))
        return findings(text, name, read);
    if (name.starts_with("graph_"))
        return graph(text, name).dot.value_or("none");
    const CompileResult result = compile(text, name, Language::Zed, read);
    const std::string diagnostics = render(result.diagnostics, result.files, RenderStyle::Plain);
    const FormatResult formatted = format(text, name);
    return "== tree\n" + dump_tree(text) + "== diagnostics\n" + diagnostics + "== compiled text\n" +
           (result.schema ? std::string(result.schema->text()) : "none") + "\n== formatted\n" +
           formatted.text.value_or("none");
}

std::set<std::string> codes_with_golden() {
    return {
#define PEMBA_DIAGNOSTIC(name, code, severity, phase, message) code,
#define PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN(name, code, severity, phase, message)
#include "diagnostics/kind.def"
#undef PEMBA_DIAGNOSTIC
#undef PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN
    };
}

struct Counts {
    int passed = 0, failed = 0;

    void add(bool is_right, const std::string& message) {
        ++(is_right ? passed : failed);
        if (!is_right)
            std::cout << message << "\n";
    }
};

void check_file(const fs::path& path, Counts& counts) {
    const std::string output = output_of(path), name = path.filename().string();
    const std::string expected = tests::read_file(fs::path(path).concat(".expected"));
    counts.add(output == expected, name + ": expected\n" + expected + "got\n" + output +
                                       "(PEMBA_ACCEPT=1 accepts this)");
    std::string code = path.stem().string().substr(5);
    code.resize(std::min(code.find('_'), code.size())); // fail_<code>_<which>
    if (name.starts_with("fail_"))
        counts.add(output.find("[" + code + "]") != std::string::npos,
                   name + " does not report `" + code + "`");
}

} // namespace

int main() {
    auto inputs = tests::files_below(PEMBA_GOLDEN_DIR, ".zed");
    std::erase_if(inputs, [](const fs::path& path) { // what others import
        return path.parent_path() != fs::path(PEMBA_GOLDEN_DIR);
    });
    if (const char* accept = std::getenv("PEMBA_ACCEPT"); accept != nullptr && *accept == '1') {
        for (const fs::path& path : inputs)
            tests::write_file(fs::path(path).concat(".expected"), output_of(path));
        std::cout << "skipped: wrote what is expected of " << inputs.size() << " files\n";
        return 77;
    }
    Counts counts;
    for (const fs::path& path : inputs)
        check_file(path, counts);
    for (const std::string& code : codes_with_golden())
        counts.add(fs::exists(fs::path(PEMBA_GOLDEN_DIR) / ("fail_" + code + ".zed")),
                   "no golden file shows `" + code + "`");
    std::cout << counts.passed << " passed, " << counts.failed << " failed\n";
    return counts.failed == 0 ? 0 : 1;
}
