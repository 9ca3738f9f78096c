// BulkWriter: the second stage of a bulk load, from sorted runs to the tables of a store.
#pragma once

#include "engine/apply.h"
#include "engine/bulk_reader.h"

namespace pemba::engine {

/// Fills a new environment, which is not durable until the end. Transactions follow one another;
/// nobody else uses the environment.
class BulkWriter {
public:
    /// Both outlive it.
    BulkWriter(const storage::Environment& environment, const BulkLoadRequest& request);

    /// Makes the default store with its schema and counters. Errors: those of
    /// Engine::register_counter, StoreFull, StoreFailed.
    [[nodiscard]] Result<SharedView> begin();
    /// Fills it, and makes it durable. Errors: InvalidArgument (two tuples differ in condition or
    /// expiry only), StoreFull, StoreFailed.
    [[nodiscard]] Result<BulkLoadResult> fill(const BulkTuples& tuples);

private:
    class DistinctTuples;

    template <class Change>
    [[nodiscard]] Result<void> change(Change change);
    template <class Write>
    [[nodiscard]] Result<void> for_each_object(std::size_t count, Write write);
    [[nodiscard]] Result<void> make_default_store();
    [[nodiscard]] Result<void> write_schema();
    [[nodiscard]] Result<void> write_texts(const base::TextNumbers& objects);
    [[nodiscard]] Result<void> write_numbers(const base::TextNumbers& objects,
                                             const std::vector<std::uint32_t>& sorted);
    [[nodiscard]] Result<void> write_tuples(const BulkTuples& tuples);
    [[nodiscard]] Result<void> write_revision(ApplyContext& context, storage::TupleTable& table,
                                              DistinctTuples& tuples);
    [[nodiscard]] Result<void> write_by_subject(const BulkTuples& tuples);
    [[nodiscard]] Result<void> write_closures();

    const storage::Environment& environment_;
    const BulkLoadRequest& request_;
    const Timestamp now_;
    StoreId store_ = StoreId::Default;
    storage::Head head_;
    SchemaCache schemas_;
    std::uint64_t written_ = 0; ///< tuples, each once
};

} // namespace pemba::engine
