// Commands: what pembadb does to a store's folder while no server has it open.
#pragma once

#include <optional>
#include <string>

#include "store.h"

namespace pemba::database {

struct DumpArguments {
    StoreArguments store;
    std::string store_id{Database::kDefaultStore};
    std::string file = "-";
};

struct VerifyArguments {
    StoreArguments store;
    std::uint64_t limit = 0; ///< seconds; 0: none
};

struct LoadArguments {
    StoreArguments store;
    std::string file;
    std::optional<std::string> schema_file; ///< of a text of relationships; a dump has its own
};

struct BackUpArguments {
    StoreArguments store;
    std::string target; ///< the copy's folder
};

struct RestoreArguments {
    std::string backup; ///< a database's folder
    std::string target; ///< the new one's
    std::string changelog_of;
    std::string to;                                ///< a revision or a time; empty: the newest
    std::string store_id{Database::kDefaultStore}; ///< whose revision it is
    std::string without;                           ///< ids of stores to leave out, with commas
    bool json = false;
};

/// Prints sizes and counts, table by table.
[[nodiscard]] Result<ExitStatus> stat(const StoreArguments& arguments);

/// Proves that every page is whole and that the tables of every store agree with one another. Wrong
/// if not, and says where.
[[nodiscard]] Result<ExitStatus> verify(const VerifyArguments& arguments);

/// Makes the index of nested groups of every store anew from its tuples.
[[nodiscard]] Result<ExitStatus> rebuild_index(const StoreArguments& arguments);

/// Makes the file of a database small.
[[nodiscard]] Result<ExitStatus> compact(const StoreArguments& arguments);

/// Copies a database, also while a pembad has it open.
[[nodiscard]] Result<ExitStatus> back_up(const BackUpArguments& arguments);

/// Makes a new database out of a copied one, as it stood at a point.
[[nodiscard]] Result<ExitStatus> restore(const RestoreArguments& arguments);

/// Writes schema, counters and tuples of one store as a backup (backup/backup_format.h).
[[nodiscard]] Result<ExitStatus> dump(const DumpArguments& arguments);

/// Makes a new database, with its default store, from a backup or from relationships, one a line.
[[nodiscard]] Result<ExitStatus> load(const LoadArguments& arguments);

} // namespace pemba::database
