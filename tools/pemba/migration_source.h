// Migration source: a store of another system, or of another server, from which all is taken.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "openfga/nearby_files.h"
#include "pemba/relation_tuple.h"
#include "pemba/schema.h"
#include "pemba/schema/language.h"

namespace pemba::client {

/// A version of a store's schema.
struct SourceSchema {
    std::string id; ///< what the source calls it; empty if it has no name
    Schema schema;
};

using TupleBatch = std::vector<RelationTuple>;

class MigrationSource {
public:
    virtual ~MigrationSource() = default;

    /// A name for a store that is made for it.
    [[nodiscard]] virtual std::string store_name() const = 0;
    /// At least one, the one in force last. Errors: those of Client; InvalidSchema.
    [[nodiscard]] virtual Result<std::vector<SourceSchema>> schemas() = 0;
    /// Hands over every tuple, after schemas(). Errors: those of Client, and of `take`.
    [[nodiscard]] virtual Result<void>
    read(const std::function<Result<void>(TupleBatch)>& take) = 0;
    /// How many tuples there are now, where that may be others than those that were read, because
    /// there was no snapshot to read at; otherwise `read`.
    [[nodiscard]] virtual Result<std::uint64_t> count_after(std::uint64_t read) { return read; }
    /// Whether there may be tuples that its schema does not allow, which are of no effect.
    [[nodiscard]] virtual bool keeps_stale_tuples() const { return false; }
    /// How many tuples there are, if that is known before they are read; otherwise 0.
    [[nodiscard]] virtual std::uint64_t expected() const { return 0; }
};

/// Which store to take, as the command line has it.
struct SourceArguments {
    std::string system;   ///< `openfga` or `spicedb`
    std::string location; ///< a URL, with `://`, or the path of a file
    std::string key, key_file;
    std::string store;
    std::string model_file;  ///< of a file that holds tuples only
    bool all_models = false; ///< not only the newest
    openfga::ExternalFiles external = openfga::ExternalFiles::Refused;
};

/// Reads files at once, and connects to servers late. Errors: InvalidArgument and those of the
/// files' readers.
[[nodiscard]] Result<std::unique_ptr<MigrationSource>>
open_source(const SourceArguments& arguments);

} // namespace pemba::client
