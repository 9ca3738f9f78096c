// lower(): what `.fga` files say as one schema.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/sink.h"
#include "fga/parse/file.h"

namespace pemba::schema::fga {

/// A model that stands in one file. A module has no schema version, which is reported.
[[nodiscard]] ir::Schema lower(File file, Sink& sink);

/// One of the files of a modular model.
struct Module {
    std::string file_name; ///< as the manifest has it
    File file;
    ByteSpan begin; ///< of its text
};

/// A modular model: the types of all modules with their extensions, each part with the module and
/// file it comes from. What cannot be joined is reported. O(modules * log).
[[nodiscard]] ir::Schema lower(std::vector<Module> modules, const ir::Name& version, Sink& sink);

} // namespace pemba::schema::fga
