// PageWalk: whether the pages of a store's file are as LMDB leaves them. Without LMDB, which trusts
// what it reads: of a damaged page it may answer wrongly, run for ever or end the process.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pemba/result.h"

namespace pemba::storage {

inline constexpr const char* kDataFile = "data.mdb"; ///< LMDB's name for it, in its folder
inline constexpr unsigned kFileMode = 0600;          ///< of a store's files: their owner's only

/// What is wrong with the two pages that name the roots, with the length of the file, and with the
/// first page of each table, a sentence each. The file may not be written meanwhile. O(tables).
/// Errors: StoreFailed.
[[nodiscard]] Result<std::vector<std::string>>
find_damaged_roots(const std::filesystem::path& file);

/// The same of every page: its number, kind and bounds, the order of its keys, that it is in use
/// once or free once, and that each tree has as many pages and entries as it says; then whether
/// each table holds what was written to it (entry_sums.h). Of a store without damage the answer is
/// empty. O(file), in memory of a bit or two a page.
[[nodiscard]] Result<std::vector<std::string>>
find_damaged_contents(const std::filesystem::path& file);

} // namespace pemba::storage
