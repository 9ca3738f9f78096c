// TupleScan: the tuples that a filter means, in a fixed order, from any place on.
#pragma once

#include <string>
#include <vector>

#include "graph/schema_view.h"
#include "pemba/tuple_filter.h"
#include "storage/names.h"
#include "storage/tuple_reader.h"

namespace pemba::engine {

/// What a filter on a computed relation, which has no tuples, is.
enum class ComputedRelation { IsAnError, MatchesNothing };

/// A filter in numbers, as ranges of one tuple table: all members within some ranges of all keys
/// within some ranges. Chosen so that what the filter fixes is looked up, not searched for.
struct ScanPlan {
    struct Range {
        NodeId from, end;
    };

    storage::Side side = storage::Side::Subjects;
    std::vector<Range> keys;    ///< ordered, disjoint
    std::vector<Range> members; ///< ordered, disjoint
    std::optional<std::string> object_id_prefix;
};

/// Errors: InvalidFilter, UnknownNamespace, UnknownRelation, RelationNotStored.
[[nodiscard]] Result<ScanPlan> plan_scan(const TupleFilter& filter, const graph::SchemaView& schema,
                                         const storage::Names& names, ComputedRelation computed);

/// Runs a plan. The order is that of the plan's table: by key, then by member.
class TupleScan {
public:
    TupleScan(const ScanPlan& plan, storage::TupleReader& tuples, const storage::Names& names)
        : plan_(plan), tuples_(tuples), names_(names) {}

    /// Goes on after a tuple that next() gave earlier, maybe in another scan of the same plan.
    /// Returns false, and does nothing, for a tuple that this plan cannot give.
    [[nodiscard]] bool start_after(const TupleId& tuple);

    /// Appends at most `limit` tuples; returns whether there may be more. Errors: BudgetExceeded,
    /// StoreFailed.
    [[nodiscard]] Result<bool> next(std::size_t limit, std::vector<storage::StoredTuple>& out);

private:
    [[nodiscard]] bool find_key();
    [[nodiscard]] Result<bool> key_matches(NodeId key) const;
    [[nodiscard]] Result<bool> take_members(std::size_t limit,
                                            std::vector<storage::StoredTuple>& out);
    [[nodiscard]] Result<bool> has_prefix(ObjectNumber object) const;
    [[nodiscard]] TupleId tuple_of(NodeId key, NodeId member) const;

    const ScanPlan& plan_;
    storage::TupleReader& tuples_;
    const storage::Names& names_;
    NodeId key_; ///< where the search for the next key begins, or the current key
    bool on_key_ = false;
    NodeId member_; ///< where the current key's next member is searched
    std::vector<storage::Member> batch_;
};

} // namespace pemba::engine
