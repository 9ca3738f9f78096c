// TupleRuns: more tuples than memory holds, sorted for both tuple tables.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "storage/spill_file.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// A tuple in a run: numbers only, so that a run is as it stands in memory.
struct RunTuple {
    TupleId id;
    std::uint64_t details = 0; ///< where the caller keeps them; 0: it has none
};

enum class TupleOrder : std::uint8_t { ByUserset, BySubject };

/// Some tuples, sorted both ways, in temporary files.
class TupleRun {
public:
    /// Sorts the tuples, which are left in no order. Errors: StoreFull, StoreFailed.
    [[nodiscard]] static Result<TupleRun> write(const std::filesystem::path& directory,
                                                std::span<RunTuple> tuples);
    /// In that order; valid as long as this is.
    [[nodiscard]] std::span<const RunTuple> tuples(TupleOrder order) const;

private:
    TupleRun(SpillFile by_userset, SpillFile by_subject)
        : files_{std::move(by_userset), std::move(by_subject)} {}

    std::array<SpillFile, 2> files_;
};

/// Goes through the tuples of all runs in one order. Equal ones come one after another, in no
/// order.
class TupleMerge {
public:
    /// The runs outlive it.
    TupleMerge(std::span<const TupleRun> runs, TupleOrder order);

    /// The next tuple, or null at the end; valid as long as the runs are. O(log runs).
    [[nodiscard]] const RunTuple* next();

private:
    /// What is left of a run, not empty.
    struct Rest {
        const RunTuple* at = nullptr;
        const RunTuple* end = nullptr;
    };
    [[nodiscard]] bool comes_first(const Rest& a, const Rest& b) const;
    void sink(std::size_t place);

    TupleOrder order_;
    std::vector<Rest> rests_; ///< a heap, the one with the first tuple on top
};

} // namespace pemba::storage
