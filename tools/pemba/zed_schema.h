// Zed schema: compiled here, so that what is wrong is shown where it stands.
#pragma once

#include <string>

#include "pemba/schema.h"

namespace pemba::client {

/// `name` is what messages call the text. Errors: InvalidSchema, with what the compiler has to say.
[[nodiscard]] Result<Schema> compile_zed(const std::string& text, const std::string& name);

} // namespace pemba::client
