// verify_folder: proves that the file of a database is sound, or says what is wrong with it where.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pemba/export.h"
#include "pemba/result.h"

namespace pemba {

struct FolderReport {
    std::vector<std::string> problems; ///< a sentence each; empty: the database is sound
    std::uint64_t tuples = 0, names = 0, changelog_entries = 0; ///< of all stores, if it is sound
    /// Some changelog has given up its oldest entries: of them only a sum over their tuples is
    /// there, which was proved.
    bool trimmed = false;

    [[nodiscard]] bool is_sound() const { return problems.empty(); }
};

/// How far verify_folder() looks.
enum class VerifyDepth : std::uint8_t {
    Doubtful,  ///< as OpeningCheck::Doubtful
    Contents,  ///< as OpeningCheck::Contents
    Agreement, ///< then whether the tables of every store agree with one another
};

struct VerifyOptions {
    VerifyDepth depth = VerifyDepth::Agreement;
    std::chrono::seconds limit{0}; ///< of Agreement, after which it is called damaged; 0: none
};

/// Whether a folder has the file of a database, which verify_folder() needs.
[[nodiscard]] PEMBA_EXPORT bool holds_database(const std::filesystem::path& directory);

/// Looks at the file of a database, as far as the options say. It changes nothing.
///
/// Agreement is found out in a child process (fork), since what is wrong in the tables may end the
/// process that reads them, or keep it for ever: that is a problem like the others. So call it
/// before the process has threads that hold locks. O(file); for agreement the index of nested
/// groups costs O(members of all closures), too.
/// Errors: StoreInUse, StoreTooNew, StoreFailed.
[[nodiscard]] PEMBA_EXPORT Result<FolderReport>
verify_folder(const std::filesystem::path& directory, const VerifyOptions& options = {});

} // namespace pemba
