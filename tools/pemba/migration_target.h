// Migration target: the server's store that takes another one in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "migration_source.h"
#include "session.h"

namespace pemba::client {

/// What became of the versions of a schema.
struct WrittenSchemas {
    std::vector<std::string> ids; ///< of each of the source's, here; empty strings in `.zed` stores
    std::size_t found = 0;        ///< how many of them were there already
    bool fresh = true;            ///< the store had no schema before, and so no tuples
};

/// The session's store from now on. Its session must outlive it.
class MigrationTarget {
public:
    explicit MigrationTarget(Session& session) : session_(session) {}

    /// Makes a store of this name, and uses it. Errors: those of Client.
    [[nodiscard]] Result<void> make_store(const std::string& name);
    /// The id of the store that is used; empty: the default one. Errors: those of
    /// Session::client().
    [[nodiscard]] Result<std::string> store();

    /// Writes those versions that are not the store's newest ones already. Errors: those of Client;
    /// InvalidArgument, if a store in `.zed` has another schema.
    [[nodiscard]] Result<WrittenSchemas> write_schemas(const std::vector<SourceSchema>& schemas);

    /// Writes tuples that only an older version of a model allows. Errors: those of Client.
    [[nodiscard]] Result<void> write_under(const std::string& model, const TupleBatch& tuples);

    /// How many tuples the store holds. O(tuples). Errors: those of Client.
    [[nodiscard]] Result<std::uint64_t> count();

private:
    [[nodiscard]] Result<WrittenSchemas> write_zed(const Schema& schema);
    [[nodiscard]] Result<WrittenSchemas> write_models(const std::vector<SourceSchema>& schemas);

    Session& session_;
};

} // namespace pemba::client
