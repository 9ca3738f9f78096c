// Model files: OpenFGA's authorization models, from text or from files.
#pragma once

#include <string>

#include "openfga/nearby_files.h"
#include "pemba/schema.h"
#include "pemba/schema/language.h"

namespace pemba::openfga {

/// Compiles a text that `name` stands for in messages. Errors: InvalidSchema, with what the
/// compiler has to say.
[[nodiscard]] Result<Schema> compile_model(const std::string& text, const std::string& name,
                                           schema::Language language);

/// Reads `.fga`, `.json` or the manifest `fga.mod`, whose modules stand beside it. Errors: those of
/// NearbyFiles and of compile_model().
[[nodiscard]] Result<Schema> read_model(const std::string& path, const NearbyFiles& files);

} // namespace pemba::openfga
