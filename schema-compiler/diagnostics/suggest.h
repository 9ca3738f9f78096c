// suggest(): which known names are near an unknown one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pemba::schema {

/// A hint such as "did you mean `editor`?" that names at most three candidates within two edits of
/// `name`, nearest first; empty if there is none. O(candidates * length of the name).
[[nodiscard]] std::string suggest(std::string_view name,
                                  const std::vector<std::string_view>& candidates);

} // namespace pemba::schema
