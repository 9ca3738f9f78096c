// Statistics of a store, and the proof that its tables agree with one another.
#include <algorithm>

#include <fmt/format.h>

#include "engine/engine_state.h"
#include "engine/verifier.h"
#include "storage/changelog_trim.h"

namespace pemba {

using storage::Table;

Result<StoreStatistics> Engine::statistics() const {
    PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
    PEMBA_TRY(auto environment, state_->environment().statistics());
    auto entries = [&](Table table) {
        return environment.tables[static_cast<std::size_t>(table)].entries;
    };
    StoreStatistics statistics;
    statistics.head = snapshot.zookie();
    statistics.revision = to_number(snapshot.revision());
    PEMBA_TRY(const auto trimmed, storage::read_trimmed(snapshot.transaction(), state_->store()));
    statistics.oldest_revision = to_number(trimmed.through);
    statistics.tuples = entries(Table::Tuples);
    statistics.names = entries(Table::NamesByNumber);
    statistics.changelog_entries = entries(Table::Changelog);
    for (std::size_t i = 0; i < storage::kTables; ++i)
        statistics.tables.push_back({storage::name_of(Table{static_cast<std::uint8_t>(i)}),
                                     environment.tables[i].entries,
                                     environment.tables[i].pages * environment.page_bytes});
    statistics.used_bytes = environment.used_pages * environment.page_bytes;
    statistics.map_bytes = environment.map_bytes;
    statistics.readers = environment.readers;
    statistics.queued_writes = state_->writer().queued();
    const auto watchers = state_->watchers().statistics();
    statistics.watchers = watchers.watchers;
    statistics.slowest_watcher_behind = watchers.slowest_behind;
    return statistics;
}

void Histogram::add(double value) {
    const auto range = std::ranges::lower_bound(upper_bounds, value) - upper_bounds.begin();
    ++counts[static_cast<std::size_t>(range)];
    sum += value;
}

Result<std::vector<std::string>> Engine::verify() const {
    PEMBA_TRY(auto transaction, state_->environment().begin_read());
    return engine::Verifier(*transaction, state_->store()).run();
}

} // namespace pemba
