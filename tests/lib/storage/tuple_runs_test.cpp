// Sorted runs of tuples, merged in either order.
#include "storage/tuple_runs.h"

#include <algorithm>
#include <random>

#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

NodeId node(std::uint64_t bits) {
    return NodeId::from_bits(bits);
}

std::vector<TupleId> merged(std::span<const TupleRun> runs, TupleOrder order) {
    std::vector<TupleId> tuples;
    TupleMerge merge(runs, order);
    while (const auto* tuple = merge.next()) {
        REQUIRE(tuple->details == tuple->id.userset.bits() + tuple->id.subject.bits());
        tuples.push_back(tuple->id);
    }
    return tuples;
}

} // namespace

TEST_SUITE("storage/tuple_runs") {
    TEST_CASE("runs: whatever their number and sizes, their merge is what sorting all gives") {
        TempStore folder;
        std::mt19937_64 random(20261125);
        for (std::size_t runs = 0; runs < 12; ++runs) {
            std::vector<TupleRun> written;
            std::vector<TupleId> all;
            for (std::size_t i = 0; i < runs; ++i) {
                std::vector<RunTuple> tuples(random() % 50);
                for (auto& tuple : tuples) {
                    tuple.id = {node(random() % 20), node(random() % 20)};
                    tuple.details = tuple.id.userset.bits() + tuple.id.subject.bits();
                    all.push_back(tuple.id);
                }
                written.push_back(must(TupleRun::write(folder.path(), tuples)));
            }
            std::ranges::sort(all);
            CHECK(merged(written, TupleOrder::ByUserset) == all);
            std::ranges::sort(all, {},
                              [](const TupleId& id) { return std::pair(id.subject, id.userset); });
            CHECK(merged(written, TupleOrder::BySubject) == all);
        }
        CHECK(std::filesystem::is_empty(folder.path())); // temporary files have no names
    }

    TEST_CASE("runs: a folder that is not there is told") {
        auto run = TupleRun::write("/nonexistent/folder", {});
        REQUIRE_FALSE(run);
        CHECK(run.error().code == ErrorCode::StoreFailed);
    }
}
