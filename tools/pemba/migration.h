// Migration: a whole store, taken from a source into the server.
#pragma once

#include <string>

#include "migration_source.h"
#include "session.h"

namespace pemba::client {

struct TargetArguments {
    std::string name; ///< of a store that is made; empty: the session's store
};

/// Writes the schema (of OpenFGA's, each version that the source tells) and all tuples, then counts
/// them on both sides, and prints what came of it. A model of OpenFGA's cannot be in the default
/// store: one is made then. What an earlier try has left is found and completed: a schema that is
/// there is not written again, and tuples are touched. A store with another schema of SpiceDB's is
/// refused. Errors: those of the source and of Client; Internal (the counts differ).
[[nodiscard]] Result<ExitStatus> migrate(Session& session, MigrationSource& source,
                                         const TargetArguments& target);

} // namespace pemba::client
