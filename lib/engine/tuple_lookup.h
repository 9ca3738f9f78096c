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

    /// The tuple's numbers if it is in the table. Errors: StoreFailed.
    [[nodiscard]] Result<std::optional<TupleId>> find(const RelationTuple& tuple);

private:
    [[nodiscard]] Result<std::optional<ObjectNumber>> object(std::string_view id);
    [[nodiscard]] Result<std::optional<RelationId>> relation(const std::string& namespace_name,
                                                             const std::string& relation);

    storage::Names names_;
    storage::TupleReader tuples_;
    NameMemo<std::optional<ObjectNumber>, std::optional<RelationId>> memo_;
};

/// Gives every name in the tuples a number and returns the tuples sorted. Part of a change.
[[nodiscard]] Result<std::vector<TupleId>>
intern_sorted(ApplyContext& context, const std::vector<const RelationTuple*>& tuples);

} // namespace pemba::engine
