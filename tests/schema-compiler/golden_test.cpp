// Compares what the compiler says and makes of each file below tests/golden with the file beside
// it. PEMBA_ACCEPT=1 writes these files instead, and counts as skipped.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "diagnostics/kind.h"
#include "diagnostics/sink.h"
#include "files.h"
#include "zed/ast/dump.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

namespace {

using namespace pemba;
using namespace pemba::schema;
namespace fs = std::filesystem;

constexpr std::string_view kPadDirective = "// golden: pad to ";

/// A file too large to keep is written down as its beginning and its size.
std::string read_input(const fs::path& path) {
    std::string text = tests::read_file(path);
    if (text.starts_with(kPadDirective))
        text.resize(std::stoul(text.substr(kPadDirective.size())), ' ');
    return text;
}

/// The tree, in the languages that have a dump of it.
std::string dump_tree(const std::string& text, Language language) {
    if (language != Language::Zed)
        return "";
    const Source source(text, "");
    Sink sink(source);
    return "== tree\n" + zed::dump(zed::parse(zed::lex(source), source, sink));
}

/// What a `fail_` file shows: its diagnostics as text. Others show everything.
std::string output_of(const fs::path& path) {
    const std::string text = read_input(path), name = path.filename().string();
    const Language language = language_of_file(name).value();
    const CompileResult result = compile(text, name, language);
    const std::string diagnostics = render(result.diagnostics, text, name, RenderStyle::Plain);
    if (name.starts_with("fail_"))
        return diagnostics;
    const FormatResult formatted = format(text, name, language);
    return dump_tree(text, language) + "== diagnostics\n" + diagnostics + "== compiled text\n" +
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

std::vector<fs::path> inputs() {
    std::vector<fs::path> files;
    for (const LanguageInfo& language : languages())
        for (const std::string_view suffix : language.suffixes)
            for (fs::path& file : tests::files_below(PEMBA_GOLDEN_DIR, std::string(suffix)))
                files.push_back(std::move(file));
    return files;
}

/// A diagnostic is shown in the first language that has it.
bool is_shown(const std::string& code, const std::vector<fs::path>& files) {
    return std::ranges::any_of(files,
                               [&](const fs::path& file) { return file.stem() == "fail_" + code; });
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
    code = code.substr(0, code.find('_')); // `_` and words tell several files of a code apart
    if (name.starts_with("fail_"))
        counts.add(output.find("[" + code + "]") != std::string::npos,
                   name + " does not report `" + code + "`");
}

} // namespace

int main() {
    const std::vector<fs::path> files = inputs();
    if (const char* accept = std::getenv("PEMBA_ACCEPT"); accept != nullptr && *accept == '1') {
        for (const fs::path& path : files)
            tests::write_file(fs::path(path).concat(".expected"), output_of(path));
        std::cout << "skipped: wrote what is expected of " << files.size() << " files\n";
        return 77;
    }
    Counts counts;
    for (const fs::path& path : files)
        check_file(path, counts);
    for (const std::string& code : codes_with_golden())
        counts.add(is_shown(code, files), "no golden file shows `" + code + "`");
    std::cout << counts.passed << " passed, " << counts.failed << " failed\n";
    return counts.failed == 0 ? 0 : 1;
}
