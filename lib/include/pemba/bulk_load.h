// bulk_load(): a new database out of many relation tuples, at the speed of sorted append. For a
// store that is there, Engine::import_tuples is the call.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pemba/counter.h"
#include "pemba/options.h"
#include "pemba/relation_tuple.h"
#include "pemba/result.h"
#include "pemba/schema.h"

namespace pemba {

/// Where tuples come from: pieces of some thousands, numbered from 0. Its calls are made from
/// several threads at once.
class PEMBA_EXPORT TupleSource {
public:
    virtual ~TupleSource() = default;
    [[nodiscard]] virtual std::size_t pieces() const = 0;
    /// The tuples of one piece; each is read once. Errors end the load with them.
    [[nodiscard]] virtual Result<std::vector<RelationTuple>> read(std::size_t piece) const = 0;
    /// What an error calls one tuple of a piece, such as `access.txt:12`.
    [[nodiscard]] virtual std::string place_of(std::size_t piece, std::size_t index) const = 0;
};

/// Tuples are read first, then written.
enum class BulkLoadStage { Reading, Writing };

struct BulkLoadRequest {
    /// `directory` must be new or empty. Also used: map_bytes, clock, limits.
    Options options;
    Schema schema = Schema::empty(); ///< the empty one allows no tuple
    std::vector<Counter> counters;
    const TupleSource* tuples = nullptr; ///< outlives the call
    std::size_t threads = 0;             ///< that read; 0: one a core
    /// Told of tuples done in a stage, never from two threads at once. May be empty.
    std::function<void(BulkLoadStage stage, std::uint64_t tuples)> progress;
};

struct BulkLoadResult {
    std::uint64_t tuples = 0;   ///< loaded
    std::uint64_t repeated = 0; ///< stood there once more, all the same, and were left out
};

/// Makes a database whose default store holds the tuples, each allowed by the schema, with a
/// changelog of revisions of bounded size. It is built in a folder of its own inside the directory
/// and takes its place, durable, as the last step: what broke off leaves no store, and after an
/// error the directory is as it was. The same tuples in the same order give the same store, but for
/// its ids and times.
///
/// Memory: the ids of objects and some 24 MiB a thread; sorting uses temporary files in the
/// directory, 48 bytes a tuple and the details of those that have some. O(n log n).
///
/// Errors: InvalidArgument (the directory is not empty; two tuples differ in condition or expiry
/// only), those of TupleSource::read, of Engine::import_tuples and Engine::register_counter,
/// StoreFull, StoreFailed.
[[nodiscard]] PEMBA_EXPORT Result<BulkLoadResult> bulk_load(const BulkLoadRequest& request);

} // namespace pemba
