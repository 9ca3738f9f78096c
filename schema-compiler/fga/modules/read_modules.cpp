// The manifest, then module by module.
#include "fga/modules/read_modules.h"

#include "fga/lex/lexer.h"
#include "fga/lower/lower.h"
#include "fga/modules/manifest.h"
#include "fga/parse/parse.h"

namespace pemba::schema::fga {

namespace {

/// The path of a file that `manifest` lists.
std::string path_beside(std::string_view manifest, const std::string& file) {
    const std::size_t slash = manifest.rfind('/');
    const std::size_t folder = slash == std::string_view::npos ? 0 : slash + 1;
    return std::string(manifest.substr(0, folder)) + file;
}

} // namespace

bool is_manifest(std::string_view file_name) {
    return file_name.ends_with(".mod");
}

ir::Schema read_modules(const Source& manifest, const ReadFile& read, ImportedFiles& files,
                        Sink& sink) {
    const auto listed = read_manifest(manifest.text(), sink);
    std::vector<Module> modules;
    for (const ir::Name& name : listed ? listed->files : std::vector<ir::Name>()) {
        const ImportedFile* file =
            import_file({"`" + name.text + "`", name.span},
                        path_beside(manifest.file_name(), name.text), read, files, sink);
        if (file == nullptr)
            continue;
        const std::uint32_t begin = file->source.begin();
        modules.push_back({name.text, parse(*lex(file->file.text, begin), sink), {begin, begin}});
    }
    return lower(std::move(modules), listed ? listed->version : ir::Name(), sink);
}

} // namespace pemba::schema::fga
