// Reading and writing the files of golden and conformance tests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pemba::tests {

/// The whole file; empty if there is none.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);
/// All files below a folder with this extension, sorted.
[[nodiscard]] std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                             const std::string& extension);

/// What stands under `schema:` in a validation file; empty if nothing does.
[[nodiscard]] std::string schema_of_yaml(const std::string& text);

} // namespace pemba::tests
