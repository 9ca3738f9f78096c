// Overlay: what differs between the current tables and the snapshot that a request reads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tuple/ids.h"

namespace pemba::storage {

/// The two ways to look at tuples: the subjects of a userset, or the usersets that name a subject.
enum class Side : std::uint8_t { Subjects, Usersets };

/// A set of tuples that are present, or absent, whatever the tables say. Immutable once sealed,
/// then safe to read from any thread.
class Overlay {
public:
    /// A tuple as one side sees it.
    struct Change {
        NodeId key;
        NodeId member;
        bool present = false;

        friend auto operator<=>(const Change&, const Change&) = default;
    };

    /// Says what a tuple is in the snapshot. Of several calls for one tuple, the last counts.
    void set(const TupleId& tuple, bool present);
    /// Sorts. REQUIRES: no set() after it. O(changes log changes).
    void seal();

    [[nodiscard]] bool empty() const { return subjects_.empty(); }
    [[nodiscard]] std::size_t size() const { return subjects_.size(); }
    /// Whether the tuple is present, if the overlay says so. O(log changes).
    [[nodiscard]] std::optional<bool> find(const TupleId& tuple) const;
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
};

} // namespace pemba::storage
