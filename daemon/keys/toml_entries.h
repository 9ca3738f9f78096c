// TOML entries: a file that is nothing but tables of one name, `[[key]]` after `[[key]]`.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include <toml++/toml.h>

#include "keys/key.h"
#include "pemba/result.h"

namespace pemba::keys {

/// Calls `take` with each table, in their order, until it fails. Errors: InvalidArgument, with the
/// line, if the text is no TOML, which `hint` follows, or has anything else in it; what `take`
/// returned, with the line of the table.
[[nodiscard]] Result<void>
for_each_entry(std::string_view text, std::string_view name, std::string_view hint,
               const std::function<Result<void>(const toml::table& entry)>& take);

/// Errors: InvalidArgument if the entry has a field that is none of these.
[[nodiscard]] Result<void> expect_known_fields(const toml::table& entry,
                                               std::span<const char* const> fields);

/// `requests-a-second` and `tuple-reads-a-second`; left out: no quota. Errors: InvalidArgument.
[[nodiscard]] Result<Quota> quota_in(const toml::table& entry);

} // namespace pemba::keys
