#include "storage/tuple_runs.h"

#include <algorithm>

namespace pemba::storage {
namespace {

bool is_before(const TupleId& a, const TupleId& b, TupleOrder order) {
    return order == TupleOrder::ByUserset
               ? a < b
               : std::pair(a.subject, a.userset) < std::pair(b.subject, b.userset);
}

Result<SpillFile> write_sorted(const std::filesystem::path& directory, std::span<RunTuple> tuples,
                               TupleOrder order) {
    std::ranges::sort(tuples, [order](const RunTuple& a, const RunTuple& b) {
        return is_before(a.id, b.id, order);
    });
    PEMBA_TRY(auto file, SpillFile::create(directory));
    PEMBA_CHECK_OK(
        file.append({reinterpret_cast<const char*>(tuples.data()), tuples.size_bytes()}));
    PEMBA_CHECK_OK(file.finish());
    return file;
}

} // namespace

Result<TupleRun> TupleRun::write(const std::filesystem::path& directory,
                                 std::span<RunTuple> tuples) {
    PEMBA_TRY(auto by_userset, write_sorted(directory, tuples, TupleOrder::ByUserset));
    PEMBA_TRY(auto by_subject, write_sorted(directory, tuples, TupleOrder::BySubject));
    return TupleRun(std::move(by_userset), std::move(by_subject));
}

std::span<const RunTuple> TupleRun::tuples(TupleOrder order) const {
    const auto bytes = files_[static_cast<std::size_t>(order)].bytes();
    return {reinterpret_cast<const RunTuple*>(bytes.data()), bytes.size() / sizeof(RunTuple)};
}

TupleMerge::TupleMerge(std::span<const TupleRun> runs, TupleOrder order) : order_(order) {
    for (const auto& run : runs)
        if (auto tuples = run.tuples(order); !tuples.empty())
            rests_.push_back({tuples.data(), tuples.data() + tuples.size()});
    for (std::size_t place = rests_.size(); place-- > 0;)
        sink(place);
}

const RunTuple* TupleMerge::next() {
    if (rests_.empty())
        return nullptr;
    auto& first = rests_.front();
    const auto* tuple = first.at++;
    if (first.at == first.end) {
        first = rests_.back();
        rests_.pop_back();
    }
    sink(0);
    return tuple;
}

bool TupleMerge::comes_first(const Rest& a, const Rest& b) const {
    return is_before(a.at->id, b.at->id, order_);
}

void TupleMerge::sink(std::size_t place) {
    for (;;) {
        auto child = 2 * place + 1;
        if (child >= rests_.size())
            return;
        if (child + 1 < rests_.size() && comes_first(rests_[child + 1], rests_[child]))
            ++child;
        if (!comes_first(rests_[child], rests_[place]))
            return;
        std::swap(rests_[child], rests_[place]);
        place = child;
    }
}

} // namespace pemba::storage
