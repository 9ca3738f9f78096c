#include "engine/bulk_writer.h"

#include <algorithm>
#include <future>

#include <fmt/format.h>

#include "base/clock.h"
#include "engine/core.h"
#include "leopard/index.h"
#include "pemba/database.h"
#include "storage/object_names.h"
#include "storage/sync.h"

namespace pemba::engine {
namespace {

// Of one revision: who reads the changelog holds one at a time.
constexpr std::size_t kTuplesPerRevision = 100'000;
// Of one transaction: its pages are in memory until it commits.
constexpr std::size_t kEntriesPerCommit = 10 * kTuplesPerRevision;

} // namespace

// The tuples of all runs in one order, each once.
class BulkWriter::DistinctTuples {
public:
    DistinctTuples(const BulkTuples& tuples, storage::TupleOrder order)
        : tuples_(tuples), merge_(tuples.runs, order), following_(merge_.next()) {}

    [[nodiscard]] bool at_end() const { return !following_; }

    // REQUIRES: not at the end. Errors: InvalidArgument if it stands there with other details too.
    Result<storage::StoredTuple> next(const storage::Names& names) {
        const auto* first = following_;
        PEMBA_TRY(auto details, tuples_.details_of(*first));
        while ((following_ = merge_.next()) && following_->id == first->id) {
            PEMBA_TRY(auto others, tuples_.details_of(*following_));
            if (details != others)
                return contradiction(names, first->id);
        }
        return storage::StoredTuple{first->id, std::move(details)};
    }

private:
    static Error contradiction(const storage::Names& names, const TupleId& id) {
        auto tuple = names.tuple_of(id);
        if (!tuple)
            return std::move(tuple).error();
        const auto text = to_string(*tuple);
        return {ErrorCode::InvalidArgument,
                fmt::format("`{}` stands there more than once, with different conditions or "
                            "expiries",
                            text),
                {{"tuple", text}}};
    }

    const BulkTuples& tuples_;
    storage::TupleMerge merge_;
    const storage::RunTuple* following_;
};

BulkWriter::BulkWriter(const storage::Environment& environment, const BulkLoadRequest& request)
    : environment_(environment), request_(request),
      now_(request.options.clock ? request.options.clock() : base::wall_clock()) {}

Result<SharedView> BulkWriter::begin() {
    PEMBA_CHECK_OK(make_default_store());
    PEMBA_CHECK_OK(write_schema());
    PEMBA_TRY(auto transaction, environment_.begin_read());
    return schemas_.get(*transaction, store_, head_.schema);
}

Result<BulkLoadResult> BulkWriter::fill(const BulkTuples& tuples) {
    auto sorted = std::async(std::launch::async, [&] { return tuples.objects.sorted(); });
    PEMBA_CHECK_OK(write_texts(tuples.objects));
    PEMBA_CHECK_OK(write_tuples(tuples));
    PEMBA_CHECK_OK(write_by_subject(tuples));
    PEMBA_CHECK_OK(write_numbers(tuples.objects, sorted.get()));
    PEMBA_CHECK_OK(write_closures());
    PEMBA_TRY(auto transaction, environment_.begin_read());
    PEMBA_CHECK_OK(storage::sync(*transaction));
    return BulkLoadResult{written_, tuples.tuples - written_};
}

// Makes one part of the store in a transaction of its own.
template <class Change>
Result<void> BulkWriter::change(Change change) {
    PEMBA_TRY(auto transaction, environment_.begin_write());
    storage::begin_sync(*transaction); // of the parts before
    ApplyContext context(*transaction, store_, head_, now_, request_.options.limits, schemas_);
    PEMBA_CHECK_OK(change(context));
    head_ = context.head();
    PEMBA_CHECK_OK(storage::write_head(*transaction, store_, head_));
    PEMBA_CHECK_OK(transaction->commit());
    return {};
}

Result<void> BulkWriter::make_default_store() {
    PEMBA_TRY(auto transaction, environment_.begin_write());
    PEMBA_TRY(auto record, make_store(*transaction, now_, std::string(Database::kDefaultStore)));
    PEMBA_TRY(auto head, storage::read_head(*transaction, record.store));
    store_ = record.store;
    head_ = *head;
    return transaction->commit();
}

Result<void> BulkWriter::write_schema() {
    return change([&](ApplyContext& context) -> Result<void> {
        if (!request_.schema.is_empty()) {
            PEMBA_TRY([[maybe_unused]] auto written, apply_schema(context, {request_.schema, {}}));
        }
        for (const auto& counter : request_.counters) {
            PEMBA_TRY([[maybe_unused]] auto registered, apply_counter(context, counter));
        }
        return {};
    });
}

template <class Write>
Result<void> BulkWriter::for_each_object(std::size_t count, Write write) {
    for (std::size_t begin = 0; begin < count; begin += kEntriesPerCommit)
        PEMBA_CHECK_OK(change([&](ApplyContext& context) -> Result<void> {
            storage::ObjectNameWriter names(context.transaction(), store_);
            for (auto i = begin; i < std::min(count, begin + kEntriesPerCommit); ++i)
                PEMBA_CHECK_OK(write(names, static_cast<std::uint32_t>(i)));
            context.head().last_object = count;
            return {};
        }));
    return {};
}

Result<void> BulkWriter::write_texts(const base::TextNumbers& objects) {
    return for_each_object(objects.size(), [&](auto& names, std::uint32_t number) {
        return names.append_text(objects.text(number), BulkTuples::object(number));
    });
}

Result<void> BulkWriter::write_numbers(const base::TextNumbers& objects,
                                       const std::vector<std::uint32_t>& sorted) {
    return for_each_object(objects.size(), [&](auto& names, std::uint32_t place) {
        const auto number = sorted[place];
        return names.append_number(objects.text(number), BulkTuples::object(number));
    });
}

Result<void> BulkWriter::write_tuples(const BulkTuples& tuples) {
    DistinctTuples distinct(tuples, storage::TupleOrder::ByUserset);
    while (!distinct.at_end())
        PEMBA_CHECK_OK(change([&](ApplyContext& context) -> Result<void> {
            storage::TupleTable table(context.transaction(), store_);
            for (std::size_t i = 0; i < kEntriesPerCommit && !distinct.at_end();
                 i += kTuplesPerRevision)
                PEMBA_CHECK_OK(write_revision(context, table, distinct));
            return table.flush();
        }));
    return {};
}

Result<void> BulkWriter::write_revision(ApplyContext& context, storage::TupleTable& table,
                                        DistinctTuples& tuples) {
    const auto names = context.names();
    storage::ChangelogEntry entry;
    entry.changes.reserve(kTuplesPerRevision);
    while (entry.changes.size() < kTuplesPerRevision && !tuples.at_end()) {
        PEMBA_TRY(auto tuple, tuples.next(names));
        PEMBA_CHECK_OK(table.append(tuple));
        entry.changes.push_back({std::move(tuple), true});
    }
    written_ += entry.changes.size();
    if (request_.progress)
        request_.progress(BulkLoadStage::Writing, written_);
    return context.record(std::move(entry), {});
}

Result<void> BulkWriter::write_by_subject(const BulkTuples& tuples) {
    DistinctTuples distinct(tuples, storage::TupleOrder::BySubject);
    while (!distinct.at_end())
        PEMBA_CHECK_OK(change([&](ApplyContext& context) -> Result<void> {
            const auto names = context.names();
            storage::TupleTable table(context.transaction(), store_);
            for (std::size_t i = 0; i < kEntriesPerCommit && !distinct.at_end(); ++i) {
                PEMBA_TRY(auto tuple, distinct.next(names));
                PEMBA_CHECK_OK(table.append_by_subject(tuple.id, tuple.details.mark()));
            }
            return {};
        }));
    return {};
}

Result<void> BulkWriter::write_closures() {
    return change([&](ApplyContext& context) -> Result<void> {
        PEMBA_TRY(auto schema, context.schema());
        return leopard::rebuild(context.transaction(), store_, schema->leopard_rules());
    });
}

} // namespace pemba::engine
