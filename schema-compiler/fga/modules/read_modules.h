// read_modules(): a modular model, from its manifest.
#pragma once

#include <string_view>

#include "imports/imported_file.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// Whether a file of this name is a manifest, such as `fga.mod`, and not a model.
[[nodiscard]] bool is_manifest(std::string_view file_name);

/// Reads the modules that a manifest lists and joins them. What is wrong is reported; the rules
/// that a model keeps are not looked at yet. O(texts · log).
[[nodiscard]] ir::Schema read_modules(const Source& manifest, const ReadFile& read,
                                      ImportedFiles& files, Sink& sink);

} // namespace pemba::schema::fga
