// Compares what the compiler says and makes of each file in tests/golden with the file beside it.
// PEMBA_ACCEPT=1 writes these files instead, and counts as skipped.
#include <cstdlib>
#include <iostream>
#include <set>

#include "diagnostics/kind.h"
#include "diagnostics/sink.h"
#include "files.h"
#include "pemba/schema/modules.h"
#include "zed/ast/dump.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

namespace {

using namespace pemba;
using namespace pemba::schema;
namespace fs = std::filesystem;

constexpr std::string_view kPadDirective = "golden: pad to ";

/// A file too large to keep is written down as its beginning and its size.
std::string read_input(const fs::path& path) {
    std::string text = tests::read_file(path);
    if (const std::size_t at = text.find(kPadDirective); at < 4)
        text.resize(std::stoul(text.substr(at + kPadDirective.size())), ' ');
    return text;
}

std::string dump_tree(const std::string& text) {
    const Source source(text, "");
    Sink sink(source);
    return zed::dump(zed::parse(zed::lex(source), source, sink));
}

Language language_of(const fs::path& path) {
    if (path.extension() == ".fga")
        return Language::Fga;
    return path.extension() == ".json" ? Language::FgaJson : Language::Zed;
}

std::string answer_text(const std::optional<ApiError>& error) {
    return error ? "== answer\n" + error->code + ": " + error->message + "\n" : "";
}

/// A manifest, then modules, each after a line `== name`.
std::vector<SourceFile> files_of(const std::string& text) {
    std::vector<SourceFile> files{{"fga.mod", ""}};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string line = text.substr(at, end - at);
        if (line.starts_with("== "))
            files.push_back({line.substr(3, line.size() - 4), ""});
        else
            files.back().text += line;
        at = end;
    }
    return files;
}

std::string output_of_modules(const std::string& text) {
    const std::vector<SourceFile> files = files_of(text);
    const ModulesResult result =
        compile_modules(files[0], std::vector<SourceFile>(files.begin() + 1, files.end()));
    std::string output;
    for (std::size_t i = 0; i < files.size(); ++i)
        output += render(result.diagnostics[i], files[i].text, files[i].name, RenderStyle::Plain);
    return output +
           (result.schema ? "== compiled text\n" + std::string(result.schema->text()) : "");
}

/// What a `fail_` file shows: its diagnostics as text. Others show everything.
std::string output_of(const fs::path& path) {
    const std::string text = read_input(path), name = path.filename().string();
    if (path.extension() == ".mod")
        return output_of_modules(text);
    const Language language = language_of(path);
    const CompileResult result = compile(text, name, language);
    const std::string diagnostics = render(result.diagnostics, text, name, RenderStyle::Plain);
    if (name.starts_with("fail_"))
        return diagnostics + answer_text(result.api_error);
    const FormatResult formatted = format(text, name, language);
    return (language == Language::Zed ? "== tree\n" + dump_tree(text) : "") + "== diagnostics\n" +
           diagnostics + "== compiled text\n" +
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

/// `fail_code.zed`, or `fail_code_more.zed`
std::string code_of(const fs::path& path) {
    const std::string stem = path.stem().string().substr(5);
    return stem.substr(0, stem.find('_'));
}

void check_file(const fs::path& path, Counts& counts) {
    const std::string output = output_of(path), name = path.filename().string();
    const std::string expected = tests::read_file(fs::path(path).concat(".expected"));
    counts.add(output == expected, name + ": expected\n" + expected + "got\n" + output +
                                       "(PEMBA_ACCEPT=1 accepts this)");
    if (name.starts_with("fail_"))
        counts.add(output.find("[" + code_of(path) + "]") != std::string::npos,
                   name + " does not report `" + code_of(path) + "`");
}

std::vector<fs::path> inputs() {
    std::vector<fs::path> all;
    for (const char* extension : {".zed", ".fga", ".json", ".mod"})
        for (const fs::path& path : tests::files_below(PEMBA_GOLDEN_DIR, extension))
            all.push_back(path);
    return all;
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
    std::set<std::string> shown;
    for (const fs::path& path : files) {
        check_file(path, counts);
        if (path.filename().string().starts_with("fail_"))
            shown.insert(code_of(path));
    }
    for (const std::string& code : codes_with_golden())
        counts.add(shown.count(code) != 0, "no golden file shows `" + code + "`");
    std::cout << counts.passed << " passed, " << counts.failed << " failed\n";
    return counts.failed == 0 ? 0 : 1;
}
