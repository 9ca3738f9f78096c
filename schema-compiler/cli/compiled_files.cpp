// Which files make up a schema, by their names.
#include "cli/compiled_files.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/files.h"

namespace pemba::schema::cli {

namespace {

bool wants_colour(ColourMode mode) {
    switch (mode) {
    case ColourMode::Always: return true;
    case ColourMode::Never: return false;
    case ColourMode::Auto: return ::isatty(STDERR_FILENO) != 0 && !std::getenv("NO_COLOR");
    }
    return false;
}

/// The path of a file that `file` names.
std::string beside(const std::string& file, const std::string& path) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string::npos ? path : file.substr(0, slash + 1) + path;
}

Result<CompiledFiles> compile_manifest(const SourceFile& manifest) {
    ManifestResult read = read_manifest(manifest.text, manifest.name);
    if (!read.files)
        return CompiledFiles{{}, {{manifest, std::move(read.diagnostics)}}};
    std::vector<SourceFile> modules;
    for (const std::string& path : *read.files) {
        auto text = read_file(beside(manifest.name, path));
        if (!text)
            return std::move(text).error().with_context("`" + manifest.name + "`");
        modules.push_back({path, *std::move(text)});
    }
    ModulesResult result = compile_modules(manifest, modules);
    CompiledFiles compiled{std::move(result.schema), {}};
    compiled.files.emplace_back(manifest, std::move(result.diagnostics[0]));
    for (std::size_t i = 0; i < modules.size(); ++i)
        compiled.files.push_back({{beside(manifest.name, modules[i].name), modules[i].text},
                                  std::move(result.diagnostics[i + 1])});
    return compiled;
}

/// Each rendered array without its brackets, joined in new ones.
std::string json_array(const CompiledFiles& compiled) {
    std::string items;
    for (const auto& [file, diagnostics] : compiled.files) {
        if (diagnostics.empty())
            continue;
        const std::string array = render(diagnostics, file.text, file.name, RenderStyle::Json);
        items += (items.empty() ? "" : ",") + array.substr(1, array.rfind(']') - 1);
    }
    return "[" + items + "]\n";
}

} // namespace

std::string shown_name(const Common& common) {
    return common.file == "-" ? "<stdin>" : common.file;
}

Language language_of(const Common& common) {
    if (common.language)
        return *common.language;
    if (common.file.ends_with(".fga"))
        return Language::Fga;
    return common.file.ends_with(".json") ? Language::FgaJson : Language::Zed;
}

bool names_manifest(const Common& common) {
    return !common.language && common.file.ends_with(".mod");
}

Result<CompiledFiles> compile_file(const Common& common) {
    PEMBA_TRY(std::string text, read_file(common.file));
    SourceFile file{shown_name(common), std::move(text)};
    if (names_manifest(common))
        return compile_manifest(file);
    CompileResult result = compile(file.text, file.name, language_of(common));
    return CompiledFiles{std::move(result.schema),
                         {{std::move(file), std::move(result.diagnostics)}}};
}

void print_diagnostics(const CompiledFiles& compiled, const Common& common) {
    if (common.format == DiagnosticFormat::Json) {
        fmt::print(stdout, "{}", json_array(compiled));
        return;
    }
    const RenderStyle style =
        wants_colour(common.colour) ? RenderStyle::Colour : RenderStyle::Plain;
    for (const auto& [file, diagnostics] : compiled.files)
        fmt::print(stderr, "{}", render(diagnostics, file.text, file.name, style));
}

} // namespace pemba::schema::cli
