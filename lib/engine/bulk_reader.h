// BulkReader: the first stage of a bulk load, from tuples in words to sorted runs of numbers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/text_numbers.h"
#include "engine/relation_memo.h"
#include "engine/tuple_rules.h"
#include "pemba/bulk_load.h"
#include "storage/tuple_runs.h"

namespace pemba::engine {

/// What a source holds, in numbers.
struct BulkTuples {
    base::TextNumbers objects; ///< ids; an object's number is one more
    std::vector<storage::TupleRun> runs;
    std::optional<storage::SpillFile>
        details;              ///< size 4, details: where RunTuple::details says, less one
    std::uint64_t tuples = 0; ///< some maybe more than once

    [[nodiscard]] static ObjectNumber object(std::uint32_t text) {
        return ObjectNumber{std::uint64_t{text} + 1};
    }
    /// The details of a tuple. REQUIRES: `details` is finished. Errors: StoreCorrupt.
    [[nodiscard]] Result<storage::TupleDetails> details_of(const storage::RunTuple& tuple) const;
};

/// Reads a source with several threads: they read, check and number pieces side by side, and take
/// turns in the order of the pieces to number objects, so that the numbers do not depend on the
/// threads.
class BulkReader {
public:
    /// The request outlives it. `directory` is for temporary files.
    BulkReader(const BulkLoadRequest& request, SharedView schema, std::string directory)
        : request_(request), source_(*request.tuples), schema_(std::move(schema)),
          directory_(std::move(directory)) {}

    /// Called once. Errors: the first in the order of the tuples.
    [[nodiscard]] Result<BulkTuples> run();

private:
    struct Piece {
        std::vector<RelationTuple> tuples;
        std::vector<storage::RunTuple> numbered; ///< objects come at its turn
        std::vector<std::string_view> objects;   ///< two a tuple
    };
    using Relations = RelationMemo<RelationId>;

    void work();
    [[nodiscard]] Result<Piece> read(std::size_t number, TupleRules& rules, Relations& relations);
    [[nodiscard]] Result<storage::RunTuple> number(const RelationTuple& tuple,
                                                   Relations& relations) const;
    /// In the piece's turn. Returns a run that is full, for the thread to write.
    [[nodiscard]] Result<std::vector<storage::RunTuple>> take(Piece piece);
    [[nodiscard]] Result<std::uint64_t> keep_details(const RelationTuple& tuple);
    [[nodiscard]] Result<void> write_run(std::vector<storage::RunTuple> tuples);
    /// Waits for a piece's turn; no: an earlier one has failed.
    [[nodiscard]] bool wait_for_turn(std::size_t piece);
    void end_turn(Result<void> result);
    void fail(Error error);

    const BulkLoadRequest& request_;
    const TupleSource& source_;
    SharedView schema_;
    const std::string directory_;
    std::atomic<std::size_t> next_piece_{0};

    std::mutex mutex_;
    std::condition_variable turn_ended_;
    std::size_t turn_ = 0;
    std::optional<Error> error_;
    std::vector<storage::TupleRun> runs_;

    // Of whose turn it is:
    BulkTuples result_;
    std::vector<storage::RunTuple> run_;
};

} // namespace pemba::engine
