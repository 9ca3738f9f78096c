// Trusted file: one that decides who may do what, so that not everybody may change it.
#pragma once

#include <filesystem>
#include <string>

#include "pemba/result.h"

namespace pemba::keys {

/// The whole text of a file that nobody but its owner may be able to write, 16 MiB at most.
/// Errors: InvalidArgument.
[[nodiscard]] Result<std::string> read_trusted_file(const std::filesystem::path& file);

} // namespace pemba::keys
