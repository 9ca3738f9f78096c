// Spending: holds the reads of one question to its budget, and tells what they were.
#pragma once

#include "engine/snapshot.h"
#include "pemba/budget.h"

namespace pemba::engine {

/// Lives as long as the question is being answered, and no longer than its snapshot and budget.
class Spending {
public:
    Spending(const OpenSnapshot& snapshot, const Budget& budget)
        : tuples_(snapshot.tuples()), spent_(budget.spent) {
        tuples_.lower_budget(budget.tuple_reads == 0 ? ~std::uint64_t{0} : budget.tuple_reads,
                             budget.deadline);
    }
    ~Spending() {
        if (spent_ != nullptr)
            *spent_ += tuples_.reads();
    }
    Spending(const Spending&) = delete;
    Spending& operator=(const Spending&) = delete;

private:
    storage::TupleReader& tuples_;
    std::uint64_t* spent_;
};

} // namespace pemba::engine
