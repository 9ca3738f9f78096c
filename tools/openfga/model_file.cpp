// Model files: which language a file is in is told by the end of its name.
#include "openfga/model_file.h"

#include <fmt/format.h>

#include "pemba/schema/compile.h"
#include "pemba/schema/language.h"

namespace pemba::openfga {
namespace {

Result<Schema> schema_of(const schema::CompileResult& compiled) {
    if (compiled.schema)
        return *compiled.schema;
    return Error{ErrorCode::InvalidSchema,
                 "the model does not compile:\n" + schema::render(compiled.diagnostics,
                                                                  compiled.files,
                                                                  schema::RenderStyle::Plain),
                 {}};
}

} // namespace

Result<Schema> compile_model(const std::string& text, const std::string& name,
                             schema::Language language) {
    return schema_of(schema::compile(text, name, language));
}

Result<Schema> read_model(const std::string& path, const NearbyFiles& files) {
    const auto language = schema::language_of_file(path);
    if (!language || schema::info(*language).dialect != Dialect::Fga)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("`{}` is no model: its name must be fga.mod or end with .fga or "
                                 ".json",
                                 path),
                     {}};
    PEMBA_TRY(const NearbyFiles::File file, files.read(path));
    // The modules that a manifest names stand beside it.
    auto read = [&](const std::string& module) -> Result<std::string> {
        PEMBA_TRY(NearbyFiles::File found, files.read(module));
        return std::move(found.text);
    };
    return schema_of(schema::compile(file.text, path, *language, read));
}

} // namespace pemba::openfga
