// What is told when the system refuses something with a file.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

#include "pemba/error.h"

namespace pemba::storage {

/// "could not DOING `PATH`: why". StoreFull if there is no space, else StoreFailed.
[[nodiscard]] Error file_error(std::string_view doing, const std::filesystem::path& path,
                               const std::error_code& failure);
/// The same of `errno`.
[[nodiscard]] Error file_error(std::string_view doing, const std::filesystem::path& path);

} // namespace pemba::storage
