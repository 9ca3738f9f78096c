// Backup work: what each sub-command of `backup` does. The file: backup/backup_format.h.
#pragma once

#include <string>

#include "session.h"

namespace pemba::client {

struct BackupArguments {
    std::string file;
    bool force = false; ///< replace a file; restore into a server that holds something
};

/// Writes schema and relationships of one snapshot to a file, which comes into being once it is
/// whole. Counters are not among them: the API does not list them.
[[nodiscard]] Result<ExitStatus> create_backup(Session& session, const BackupArguments& arguments);

/// Proves that the file is whole, then fills an empty server from it and counts what it holds then.
/// With force into any server: its schema is replaced, what is there stays, what is in the file is
/// touched.
[[nodiscard]] Result<ExitStatus> restore_backup(Session& session, const BackupArguments& arguments);

/// Proves that the file is whole and says what it holds. Asks no server.
[[nodiscard]] Result<ExitStatus> verify_backup(Session& session, const BackupArguments& arguments);

} // namespace pemba::client
