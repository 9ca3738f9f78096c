// Interning: names of namespaces, relations and objects to numbers and back.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/relation_tuple.h"
#include "storage/environment.h"
#include "storage/head.h"
#include "storage/key.h"
#include "storage/name_cache.h"

namespace pemba::storage {

/// Ids of objects that a request names and the store has never seen. They get numbers for as long
/// as the request lasts, so that a walk can meet them.
class Guests {
public:
    /// Nothing if the id is no guest's.
    [[nodiscard]] std::optional<ObjectNumber> find(std::string_view id) const;
    /// The number of a guest, a new one if need be. Errors: LimitExceeded past kMaxGuests.
    [[nodiscard]] Result<ObjectNumber> admit(std::string_view id);
    /// The id; nothing if the number is no guest's.
    [[nodiscard]] const std::string* id_of(ObjectNumber number) const;
    [[nodiscard]] std::size_t size() const { return count_; }
    void clear();

private:
    [[nodiscard]] std::span<const std::string> ids() const { return {ids_.data(), count_}; }

    std::vector<std::string> ids_; ///< few, usually one or two; texts past count_ are spare
    std::size_t count_ = 0;
};

/// Looks names up. A name that was never written has no number: no tuple can hold it.
class Names {
public:
    /// Of what a transaction sees, its own changes included. It outlives this.
    Names(const Transaction& transaction, StoreId store)
        : transaction_(&transaction), store_(store) {}
    /// Of a snapshot whose head is given, and of guests. Ids of objects are looked for in the cache
    /// first, and left there. All but the head outlive it.
    Names(const ReadTransaction& transaction, StoreId store, const Head& head, const Guests& guests,
          NameCache& cache)
        : transaction_(&transaction), store_(store), guests_(&guests), cache_(&cache),
          last_object_(head.last_object) {}

    [[nodiscard]] Result<std::optional<NamespaceId>> find_namespace(std::string_view name) const;
    [[nodiscard]] Result<std::optional<RelationId>> find_relation(std::string_view namespace_name,
                                                                  std::string_view relation) const;
    /// The same, where no relation means the namespace's plain objects.
    [[nodiscard]] Result<std::optional<RelationId>>
    find_subject_relation(std::string_view namespace_name, std::string_view relation) const;
    [[nodiscard]] Result<std::optional<ConditionId>> find_condition(std::string_view name) const;
    /// The relations that a namespace ever had, in no order. O(relations).
    [[nodiscard]] Result<std::vector<RelationId>>
    relations_of(std::string_view namespace_name) const;
    /// `*` is ObjectNumber::Wildcard. Guests are found too.
    [[nodiscard]] Result<std::optional<ObjectNumber>> find_object(std::string_view id) const;
    /// Says that find_object() of this id will follow soon.
    void expect_object(std::string_view id) const {
        if (cache_)
            cache_->prefetch(store_, id);
    }

    // The way back. Errors: StoreCorrupt if the number was never given.
    [[nodiscard]] Result<std::string> namespace_of(NamespaceId id) const;
    [[nodiscard]] Result<Userset> relation_of(RelationId id) const; ///< with an empty object id
    [[nodiscard]] Result<std::string> object_of(ObjectNumber number) const;
    [[nodiscard]] Result<std::string> condition_of(ConditionId id) const;

    /// A node in words. A plain object has an empty relation.
    [[nodiscard]] Result<Subject> subject_of(NodeId node) const;
    [[nodiscard]] Result<RelationTuple> tuple_of(const TupleId& tuple) const;
    [[nodiscard]] Result<RelationTuple> tuple_of(const StoredTuple& tuple) const;

    /// The number of any kind of name.
    [[nodiscard]] Result<std::optional<std::uint64_t>> find(NameKind kind,
                                                            std::string_view text) const;

private:
    [[nodiscard]] Result<std::optional<ObjectNumber>> find_stored_object(std::string_view id) const;
    [[nodiscard]] Result<std::string> text_of(NameKind kind, std::uint64_t number) const;

    const Transaction* transaction_;
    StoreId store_;
    const Guests* guests_ = nullptr; ///< or none
    NameCache* cache_ = nullptr;     ///< or none
    std::uint64_t last_object_ = 0;  ///< the greatest number of this snapshot
};

/// Reads the ids of objects. Cheapest in the order of their numbers: neighbours share a page.
class ObjectIds {
public:
    /// All outlive it; guests may be none.
    ObjectIds(const Transaction& transaction, StoreId store, const Guests* guests)
        : transaction_(&transaction), store_(store), guests_(guests) {}

    /// The view lives as long as the transaction and the guests. Errors: StoreCorrupt if the number
    /// was never given.
    [[nodiscard]] Result<View> id_of(ObjectNumber number);

private:
    const Transaction* transaction_;
    StoreId store_;
    const Guests* guests_;
    TableCursor cursor_;
    bool bound_ = false;
};

/// Gives numbers to names that have none yet. The head keeps the counters; the caller writes it.
class NameWriter {
public:
    NameWriter(WriteTransaction& transaction, StoreId store, Head& head)
        : transaction_(&transaction), store_(store), head_(&head), names_(transaction, store) {}

    // Errors: StoreFull also when the numbers of a kind have run out.
    [[nodiscard]] Result<NamespaceId> intern_namespace(std::string_view name);
    [[nodiscard]] Result<RelationId> intern_relation(std::string_view namespace_name,
                                                     std::string_view relation);
    [[nodiscard]] Result<ObjectNumber> intern_object(std::string_view id);
    [[nodiscard]] Result<ConditionId> intern_condition(std::string_view name);
    /// The relation, or without one the namespace's plain objects.
    [[nodiscard]] Result<RelationId> intern_subject_relation(std::string_view namespace_name,
                                                             std::string_view relation);

private:
    template <class Counter>
    [[nodiscard]] Result<std::uint64_t> intern(NameKind kind, std::string_view text, Counter& last,
                                               std::uint64_t max);

    WriteTransaction* transaction_;
    StoreId store_;
    Head* head_;
    Names names_;
};

} // namespace pemba::storage
