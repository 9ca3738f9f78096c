// Reading and writing whole files, with messages a person can act on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::schema {

/// All of a file, or of the standard input if `path` is `-`. At most a little more than a schema
/// may have: the compiler then says that it is too large.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// Replaces a file, through a new one beside it, so that a failure leaves the old one.
[[nodiscard]] Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes);
[[nodiscard]] Result<void> write_file(const std::string& path, std::string_view text);

} // namespace pemba::schema
