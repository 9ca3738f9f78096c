// Store: what every command of pembadb shares: opening a database's folder, and what it says to a
// shell.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pemba/database.h"

namespace pemba::database {

/// What the program says to a shell.
enum class ExitStatus : int { Ok = 0, Wrong = 1, Failed = 2 };

/// What every command takes.
struct StoreArguments {
    std::string directory;
    bool json = false;
};

/// Refuses what is no folder, which would be made otherwise.
[[nodiscard]] Result<void> require_folder(const std::string& directory);

/// The error with what to do as the detail `hint`.
[[nodiscard]] Error with_advice(Error error);

/// Opens a database that is there. Errors: those of Database::open, with what to do as the detail
/// `hint`.
[[nodiscard]] Result<std::unique_ptr<Database>> open_existing(const std::string& directory);

/// Does something with every store of a database, the default one first, each by its id, until
/// that fails.
[[nodiscard]] Result<void>
for_each_store(const Database& database,
               const std::function<Result<void>(Engine&, const std::string&)>& work);

} // namespace pemba::database
