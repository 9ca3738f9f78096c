// imports_below(): the files that a schema on disk may import.
#pragma once

#include <string>

#include "pemba/schema/compile.h"

namespace pemba::schema {

/// The folder that a file stands in, `.` for one without a folder.
[[nodiscard]] std::string folder_of(const std::string& path);

/// Reads files that are in `root` or a folder below it when all symbolic links are followed, and
/// refuses others. Paths start where the program was started.
[[nodiscard]] ReadFile imports_below(const std::string& root);

} // namespace pemba::schema
