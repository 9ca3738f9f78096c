// Model files: which language a file is in is told by the end of its name.
#include "openfga/model_file.h"

#include <fmt/format.h>

#include "pemba/schema/compile.h"
#include "pemba/schema/modules.h"

namespace pemba::openfga {
namespace {

Error does_not_compile(const std::string& drawn) {
    return {ErrorCode::InvalidSchema, "the model does not compile:\n" + drawn, {}};
}

std::string drawn(const std::vector<schema::Diagnostic>& diagnostics, const std::string& text,
                  const std::string& name) {
    return diagnostics.empty()
               ? ""
               : schema::render(diagnostics, text, name, schema::RenderStyle::Plain);
}

// The path, seen from where the manifest's own is, of a module that it names.
std::string beside(const std::string& manifest, const std::string& module) {
    return (std::filesystem::path(manifest).parent_path() / module).string();
}

Result<Schema> read_modules(const std::string& path, const NearbyFiles::File& file,
                            const NearbyFiles& files) {
    const schema::SourceFile manifest{file.name, file.text};
    const schema::ManifestResult listed = schema::read_manifest(manifest.text, manifest.name);
    if (!listed.files)
        return does_not_compile(drawn(listed.diagnostics, manifest.text, manifest.name));
    std::vector<schema::SourceFile> modules;
    for (const std::string& name : *listed.files) {
        PEMBA_TRY(NearbyFiles::File module, files.read(beside(path, name)));
        modules.push_back({name, std::move(module.text)});
    }
    const schema::ModulesResult compiled = schema::compile_modules(manifest, modules);
    if (compiled.schema)
        return *compiled.schema;
    std::string all = drawn(compiled.diagnostics[0], manifest.text, manifest.name);
    for (std::size_t i = 0; i < modules.size(); ++i)
        all += drawn(compiled.diagnostics[i + 1], modules[i].text,
                     beside(manifest.name, modules[i].name));
    return does_not_compile(all);
}

} // namespace

Result<Schema> compile_model(const std::string& text, const std::string& name,
                             schema::Language language) {
    const schema::CompileResult compiled = schema::compile(text, name, language);
    if (!compiled.schema)
        return does_not_compile(drawn(compiled.diagnostics, text, name));
    return *compiled.schema;
}

Result<Schema> read_model(const std::string& path, const NearbyFiles& files) {
    PEMBA_TRY(const NearbyFiles::File file, files.read(path));
    if (path.ends_with(".mod"))
        return read_modules(path, file, files);
    const bool is_json = path.ends_with(".json");
    if (!is_json && !path.ends_with(".fga"))
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("`{}` is no model: its name must be fga.mod or end with .fga or "
                                 ".json",
                                 file.name),
                     {}};
    return compile_model(file.text, file.name,
                         is_json ? schema::Language::FgaJson : schema::Language::Fga);
}

} // namespace pemba::openfga
