// TupleLookup: from many tuples in words to numbers, looking each name up once.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/apply.h"
#include "engine/name_memo.h"

namespace pemba::engine {

/// Finds tuples within a write transaction before anything is changed. Keeps views of the texts it
/// was given: they must outlive it.
class TupleLookup {
public:
    TupleLookup(const storage::Transaction& transaction, StoreId store);

    /// The tuple as it is stored, with its own details, if there is one of this object, relation
    /// and subject; it may have expired. Errors: StoreFailed.
    [[nodiscard]] Result<std::optional<storage::StoredTuple>> find(const RelationTuple& tuple);

private:
    [[nodiscard]] Result<std::optional<ObjectNumber>> object(std::string_view id);
    [[nodiscard]] Result<std::optional<RelationId>> relation(const std::string& namespace_name,
                                                             const std::string& relation);

    storage::Names names_;
    storage::TupleReader tuples_;
    NameMemo<std::optional<ObjectNumber>, std::optional<RelationId>> memo_;
};

/// What is written of a tuple's details, against what is stored of them.
[[nodiscard]] Result<bool> has_same_details(const storage::Names& names, const RelationTuple& tuple,
                                            const storage::TupleDetails& stored);

/// Gives every name in the tuples a number and returns the tuples sorted. Part of a change.
[[nodiscard]] Result<std::vector<storage::StoredTuple>>
intern_sorted(ApplyContext& context, const std::vector<const RelationTuple*>& tuples);

} // namespace pemba::engine
