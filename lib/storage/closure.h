// What the table `leopard` holds of a node: its closure, the nodes that are put into it by tuples
// of usersets in usersets. The room leopard says which tuples those are, and keeps the table.
#pragma once

#include <cstdint>

#include "storage/key.h"

namespace pemba::storage {

/// What is known of one node's closure, which does not contain the node itself.
///
/// In the table its first member is a header: no relation, and the closure's depth. Every other
/// member is a node of the closure. An incomplete closure is one member that is after every node.
struct Closure {
    enum class State : std::uint8_t {
        Empty,      ///< nothing is put into the node: it has no entry
        Complete,   ///< all of it is in the table
        Incomplete, ///< none of it is in the table: the tuples must be followed
    };
    State state = State::Empty;
    std::uint32_t depth = 0; ///< Complete: of tuples in a row, at most
    std::uint64_t size = 0;  ///< Complete: nodes

    friend bool operator==(const Closure&, const Closure&) = default;
};

/// Whether a node is in a closure; Unknown if that is incomplete.
enum class InClosure : std::uint8_t { No, Yes, Unknown };

namespace closure {

// DO NOT CHANGE: stored. It comes last, so that a look-up of any member meets it.
inline constexpr NodeId kIncomplete = NodeId::end();

/// The header of a complete closure.
[[nodiscard]] constexpr NodeId header(std::uint32_t depth) {
    return {RelationId{}, ObjectNumber{depth}};
}
/// The first node that is no header.
[[nodiscard]] constexpr NodeId first_member() {
    return NodeId::first_of(RelationId::from_bits(1));
}

} // namespace closure

[[nodiscard]] inline ClosureValue closure_value(NodeId node) {
    ClosureValue value;
    base::store_big_endian(value.data(), node.bits(), 8);
    return value;
}

} // namespace pemba::storage
