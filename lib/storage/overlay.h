// Overlay: what differs between the current tables and the snapshot that a request reads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "storage/tuple_details.h"

namespace pemba::storage {

/// The two ways to look at tuples: the subjects of a userset, or the usersets that name a subject.
enum class Side : std::uint8_t { Subjects, Usersets };

/// A set of tuples that are present, or absent, whatever the tables say. While it is sealed and not
/// changed, it is safe to read from any thread.
class Overlay {
public:
    /// A tuple as one side sees it.
    struct Change {
        NodeId key;
        NodeId member;
        bool present = false;
        DetailsMark mark = DetailsMark::None;
        std::uint32_t details = 0; ///< in details(), if it has any
    };

    /// Says that a tuple is in the snapshot, with these details. Of several calls for one tuple,
    /// the last counts.
    void set_present(const StoredTuple& tuple);
    void set_absent(const TupleId& tuple);
    /// Sorts. Needed before reading, and again after further changes. O(changes log changes).
    void seal();

    [[nodiscard]] bool empty() const { return subjects_.empty(); }
    [[nodiscard]] std::size_t size() const { return subjects_.size(); }
    /// All changes, as the subjects of usersets.
    [[nodiscard]] std::span<const Change> all() const { return subjects_; }
    /// What the overlay says of a tuple, or null. O(log changes).
    [[nodiscard]] const Change* find(const TupleId& tuple) const;
    /// REQUIRES: a change with a mark.
    [[nodiscard]] const TupleDetails& details(const Change& change) const {
        return details_[change.details];
    }
    /// The changes of a key with from <= member < end, ordered by member. O(log changes).
    [[nodiscard]] std::span<const Change> members(Side side, NodeId key, NodeId from,
                                                  NodeId end) const;
    /// The first key at or after `from` that has a change. O(log changes).
    [[nodiscard]] std::optional<NodeId> next_key(Side side, NodeId from) const;

private:
    [[nodiscard]] const std::vector<Change>& changes(Side side) const {
        return side == Side::Subjects ? subjects_ : usersets_;
    }

    std::vector<Change> subjects_, usersets_;
    std::vector<TupleDetails> details_;
};

} // namespace pemba::storage
