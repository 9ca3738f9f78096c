// Migration servers: stores that a live server holds, read over its HTTP API.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client.h"
#include "connection.h"
#include "migration_source.h"

namespace pemba::client {

/// OpenFGA's API. `store` is the store's id; empty if the server has one only.
[[nodiscard]] std::unique_ptr<MigrationSource> openfga_server(Connection connection,
                                                              std::string store, bool all_models);

/// The newest models of a store on a server with OpenFGA's API, at most so many, the newest last.
/// Errors: those of Client; InvalidSchema.
[[nodiscard]] Result<std::vector<SourceSchema>>
read_models(Client& client, const std::string& store, std::size_t most);

/// SpiceDB's API. Reads at one snapshot.
[[nodiscard]] std::unique_ptr<MigrationSource> spicedb_server(Connection connection);

} // namespace pemba::client
