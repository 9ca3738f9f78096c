// The numbers that stand for names inside a store. Names never change their number, and a number is
// never given to another name.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

#include "base/assert.h"

namespace pemba {

/// A tenant of the store file.
enum class StoreId : std::uint32_t { Default = 1 };

/// The number of a committed write of a store: 1, 2, 3 …; 0 is the store before its first.
enum class Revision : std::uint64_t { Beginning = 0 };

[[nodiscard]] constexpr std::uint64_t to_number(Revision revision) {
    return static_cast<std::uint64_t>(revision);
}
[[nodiscard]] constexpr Revision next(Revision revision) {
    return Revision{to_number(revision) + 1};
}

/// REQUIRES: not Beginning.
[[nodiscard]] constexpr Revision previous(Revision revision) {
    return Revision{to_number(revision) - 1};
}

/// An interned namespace, 1 … 2^23-1.
enum class NamespaceId : std::uint32_t {};

/// An interned condition, 1 …
enum class ConditionId : std::uint32_t { None = 0 };

/// What stands after an object: an interned `namespace#relation`, or the namespace alone (written
/// `...` in some languages). 24 bits; the top one is set for "the namespace alone", so that in
/// every ordered set of subjects the usersets come before the plain objects.
class RelationId {
public:
    static constexpr std::uint32_t kPlainBit = 1u << 23;
    static constexpr std::uint32_t kMaxNumber = kPlainBit - 1;

    constexpr RelationId() = default;
    [[nodiscard]] static constexpr RelationId from_bits(std::uint32_t bits) {
        return RelationId(bits);
    }
    /// The plain objects of a namespace.
    [[nodiscard]] static constexpr RelationId plain(NamespaceId id) {
        return RelationId(kPlainBit | static_cast<std::uint32_t>(id));
    }

    [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
    [[nodiscard]] constexpr bool is_plain() const { return (bits_ & kPlainBit) != 0; }
    /// REQUIRES: is_plain().
    [[nodiscard]] constexpr NamespaceId namespace_id() const {
        PEMBA_ASSERT(is_plain());
        return NamespaceId{bits_ & ~kPlainBit};
    }

    friend constexpr auto operator<=>(RelationId, RelationId) = default;

private:
    explicit constexpr RelationId(std::uint32_t bits) : bits_(bits) {}
    std::uint32_t bits_ = 0;
};

/// An interned object id, 1 … kMaxObjectNumber. One text has one number in a store, whatever its
/// namespace. 0 is the wildcard `*`; the greatest is never an object's: it stands for whoever has
/// not been named. Those between are given to ids that only one request knows (Guests), and are
/// never stored.
enum class ObjectNumber : std::uint64_t {
    Wildcard = 0,
    Nobody = (std::uint64_t{1} << 40) - 1,
};
inline constexpr std::uint64_t kMaxGuests = 1'000'000;
inline constexpr std::uint64_t kMaxObjectNumber = (std::uint64_t{1} << 40) - 2 - kMaxGuests;

/// A node of the graph in 64 bits: RelationId (24) and ObjectNumber (40). As the left side of a
/// tuple it is a userset; as a subject it is a plain object, a userset or a wildcard.
class NodeId {
public:
    constexpr NodeId() = default;
    constexpr NodeId(RelationId relation, ObjectNumber object)
        : bits_(std::uint64_t{relation.bits()} << 40 | static_cast<std::uint64_t>(object)) {}
    [[nodiscard]] static constexpr NodeId from_bits(std::uint64_t bits) {
        NodeId node;
        node.bits_ = bits;
        return node;
    }
    /// The first node of a relation, in order.
    [[nodiscard]] static constexpr NodeId first_of(RelationId relation) {
        return {relation, ObjectNumber{0}};
    }
    /// One past the last node of a relation.
    [[nodiscard]] static constexpr NodeId end_of(RelationId relation) {
        return from_bits((std::uint64_t{relation.bits()} + 1) << 40);
    }
    /// One past the last userset, which is where plain subjects begin.
    [[nodiscard]] static constexpr NodeId end_of_usersets() {
        return first_of(RelationId::from_bits(RelationId::kPlainBit));
    }
    /// After every node.
    [[nodiscard]] static constexpr NodeId end() { return from_bits(~std::uint64_t{0}); }

    [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
    [[nodiscard]] constexpr RelationId relation() const {
        return RelationId::from_bits(static_cast<std::uint32_t>(bits_ >> 40));
    }
    [[nodiscard]] constexpr ObjectNumber object() const {
        return ObjectNumber{bits_ & ((std::uint64_t{1} << 40) - 1)};
    }
    [[nodiscard]] constexpr bool is_wildcard() const { return object() == ObjectNumber::Wildcard; }
    /// The next node in order.
    [[nodiscard]] constexpr NodeId successor() const { return from_bits(bits_ + 1); }

    friend constexpr auto operator<=>(NodeId, NodeId) = default;

private:
    std::uint64_t bits_ = 0;
};

/// A relation tuple in numbers.
struct TupleId {
    NodeId userset;
    NodeId subject;

    friend constexpr auto operator<=>(const TupleId&, const TupleId&) = default;
};

} // namespace pemba

template <>
struct std::hash<pemba::NodeId> {
    std::size_t operator()(pemba::NodeId node) const noexcept {
        // Fibonacci hashing: neighbouring numbers must not share a bucket.
        std::uint64_t mixed = node.bits() * 0x9E3779B97F4A7C15u;
        return static_cast<std::size_t>(mixed ^ mixed >> 32);
    }
};
