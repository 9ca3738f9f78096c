// TupleBatch: the tuples of one write in numbers.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/text_numbers.h"
#include "engine/apply.h"
#include "engine/relation_memo.h"

namespace pemba::engine {

/// Tuples of a request in numbers, before anything is changed. Each name is looked up once, ids in
/// the order of their texts. An id that the store does not know, of a tuple that will be written,
/// gets the number that it will have: those after the store's last, in that order too.
class TupleBatch {
public:
    /// A tuple of the request, and whether it will be there if it is not yet.
    struct Item {
        const RelationTuple* tuple = nullptr;
        bool may_be_new = true;
    };

    /// The tuples outlive the batch, which must be gone before the group's transaction ends.
    /// REQUIRES: those that may be new are ones that a schema of this store allows. Errors:
    /// StoreFull, StoreCorrupt, StoreFailed.
    [[nodiscard]] static Result<TupleBatch> resolve(ApplyContext& context,
                                                    const std::vector<Item>& items);

    /// One tuple in numbers; nothing if it has a name that the store does not know and will not.
    [[nodiscard]] const std::optional<TupleId>& id(std::size_t index) const { return ids_[index]; }
    /// The tuple as it is stored, with its own details, if there is one of this object, relation
    /// and subject; it may have expired. Fastest in the order of the ids. Errors: StoreCorrupt,
    /// StoreFailed.
    [[nodiscard]] Result<std::optional<storage::StoredTuple>> find_stored(std::size_t index);

    /// Part of a change: writes the names of the new ids, and returns the tuples at these places as
    /// they are to be stored, sorted. REQUIRES: they may be new. Errors: StoreCorrupt, StoreFull,
    /// StoreFailed.
    [[nodiscard]] Result<std::vector<storage::StoredTuple>>
    to_insert(const std::vector<std::size_t>& places);

private:
    TupleBatch(ApplyContext& context, const std::vector<Item>& items)
        : context_(&context), items_(&items), tuples_(std::make_unique<storage::TupleReader>()) {}
    void distinguish_ids();
    [[nodiscard]] Result<void> number_objects();
    [[nodiscard]] Result<void> number_tuples();
    [[nodiscard]] Result<std::optional<RelationId>> relation(const std::string& namespace_name,
                                                             const std::string& relation);

    [[nodiscard]] Result<void> write_names();
    [[nodiscard]] Result<storage::StoredTuple> to_store(std::size_t index) const;

    ApplyContext* context_;
    const std::vector<Item>* items_;
    std::unique_ptr<storage::TupleReader> tuples_;
    RelationMemo<std::optional<RelationId>> relations_;
    base::TextNumbers texts_;                          ///< the distinct ids
    std::vector<std::uint32_t> places_;                ///< in texts_, two a tuple: object, subject
    std::vector<bool> may_be_new_;                     ///< by place
    std::vector<std::optional<ObjectNumber>> objects_; ///< by place
    std::vector<std::uint32_t> new_objects_;           ///< places, in the order of ids and numbers
    std::vector<std::optional<TupleId>> ids_;
};

/// What is written of a tuple's details, against what is stored of them.
[[nodiscard]] Result<bool> has_same_details(const storage::Names& names, const RelationTuple& tuple,
                                            const storage::TupleDetails& stored);

} // namespace pemba::engine
