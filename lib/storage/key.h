// Every byte of every key and value of a store. Integers are big-endian, so that memcmp orders
// them.
//
//   table              key                                     value
//   meta               "format"                                format version 4
//                      "entries"                               what the tables hold (entry_sums.h)
//                      'h' store 4                             head: revision 8, schema revision 8,
//                      epoch 8,
//                                                              last object 8, last relation 4, last
//                                                              namespace 4, last condition 4
//                      'c' store 4, counter's name             its filter (counters.cpp)
//                      'a' store 4, revision 8                 assertions about that schema
//                      's' store 4                             a store's record (stores.h)
//                      'u' store's id 16                       store 4
//                      'd' store 4                             nothing: deleted, being erased
//                      't' store 4                             what the changelog has given up
//                                                              (changelog_trim.h)
//                      'x' store 4                             names given up 8 (unused_names.h)
//                      'n'                                     last store 4
//   names              store 4, kind 1, text                   number 8
//                      store 4, kind|0x80 1, SHA-256 of text   number 8      (texts over 480 bytes)
//   names_by_number    store 4, kind 1, number 8               text
//   tuples             store 4, userset 8                      subject 8, mark 1    (sorted set)
//   tuples_by_subject  store 4, subject 8                      userset 8, mark 1    (sorted set)
//   tuple_details      store 4, userset 8, subject 8           details (tuple_details.h)
//   tuple_counts       store 4, relation 3, subject relation 3, wildcard 1, condition 4, expires 1
//                                                              count 8
//   leopard            store 4, node 8                         node 8 (sorted set): a header, then
//                                                              the node's closure (closure.h)
//   expiries           store 4, time 8, userset 8, subject 8   nothing
//   schemas            store 4, revision 8                     time 8, compiled schema
//                                                              (schema/schema.fbs)
//   changelog          store 4, revision 8                     entry (changelog.h)
//
// A node (userset or subject) is RelationId 3 and ObjectNumber 5, see tuple/ids.h. `mark` says what
// the tuple's details hold, 0 for the many tuples that have none; it comes last so that a tuple can
// be looked up without knowing it. The time of `expiries` is biased by 2^63, so that memcmp orders
// times before 1970 too.
//
// What no other table repeats is sealed (seal.h): records of `meta` under 'h', 'c', 'a',
// 's', 't' and 'x', and the values of `tuple_details`, `schemas` and `changelog`.
#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "storage/tuple_details.h"

namespace pemba::storage {

// DO NOT CHANGE: stored. A program that changes a layout above writes another version.
inline constexpr std::uint32_t kFormatVersion = 6;

/// What a name names. DO NOT CHANGE: stored. Objects come last, so that their numbers grow at the
/// end of names_by_number.
enum class NameKind : std::uint8_t { Namespace = 1, Relation = 2, Condition = 3, Object = 4 };

template <std::size_t N>
using Bytes = std::array<char, N>;

template <std::size_t N>
[[nodiscard]] std::string_view view(const Bytes<N>& bytes) {
    return {bytes.data(), bytes.size()};
}

inline constexpr std::string_view kFormatKey = "format"; ///< of kFormatVersion, in `meta`

using StoreKey = Bytes<4>;
using MetaKey = Bytes<5>;      ///< letter, store
using NodeKey = Bytes<12>;     ///< store, node
using NodeValue = Bytes<9>;    ///< node, mark
using ClosureValue = Bytes<8>; ///< node
using TupleKey = Bytes<20>;
using ExpiryKey = Bytes<28>;
using CountKey = Bytes<16>;
using RevisionKey = Bytes<12>;
using NumberKey = Bytes<13>;
using FormatValue = Bytes<4>;

[[nodiscard]] inline FormatValue format_value(std::uint32_t version = kFormatVersion) {
    FormatValue value;
    base::store_big_endian(value.data(), version, 4);
    return value;
}

/// Of a record of a store in `meta`.
[[nodiscard]] inline MetaKey meta_key(char letter, StoreId store) {
    MetaKey key{letter};
    base::store_big_endian(key.data() + 1, static_cast<std::uint32_t>(store), 4);
    return key;
}

[[nodiscard]] inline NodeKey node_key(StoreId store, NodeId node) {
    NodeKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    base::store_big_endian(key.data() + 4, node.bits(), 8);
    return key;
}

[[nodiscard]] inline NodeValue node_value(NodeId node, DetailsMark mark = DetailsMark::None) {
    NodeValue value;
    base::store_big_endian(value.data(), node.bits(), 8);
    value[8] = static_cast<char>(mark);
    return value;
}

[[nodiscard]] inline TupleKey tuple_key(StoreId store, const TupleId& tuple) {
    TupleKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    base::store_big_endian(key.data() + 4, tuple.userset.bits(), 8);
    base::store_big_endian(key.data() + 12, tuple.subject.bits(), 8);
    return key;
}

[[nodiscard]] inline ExpiryKey expiry_key(StoreId store, Timestamp time, const TupleId& tuple) {
    ExpiryKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    base::store_big_endian(key.data() + 4, biased_bits(time), 8);
    base::store_big_endian(key.data() + 12, tuple.userset.bits(), 8);
    base::store_big_endian(key.data() + 20, tuple.subject.bits(), 8);
    return key;
}

/// REQUIRES: the bytes of an ExpiryKey.
[[nodiscard]] inline Timestamp time_of_expiry_key(std::string_view key) {
    return time_of_biased_bits(base::load_big_endian(key.data() + 4, 8));
}
/// REQUIRES: the bytes of an ExpiryKey.
[[nodiscard]] inline TupleId tuple_of_expiry_key(std::string_view key) {
    return {NodeId::from_bits(base::load_big_endian(key.data() + 12, 8)),
            NodeId::from_bits(base::load_big_endian(key.data() + 20, 8))};
}

/// REQUIRES: the bytes of a NodeKey.
[[nodiscard]] inline NodeId node_of_key(std::string_view key) {
    return NodeId::from_bits(base::load_big_endian(key.data() + 4, 8));
}

/// REQUIRES: the bytes of a NodeValue.
[[nodiscard]] inline NodeId node_of_value(std::string_view value) {
    return NodeId::from_bits(base::load_big_endian(value.data(), 8));
}
/// REQUIRES: the bytes of a NodeValue.
[[nodiscard]] inline DetailsMark mark_of_value(std::string_view value) {
    return static_cast<DetailsMark>(value[8]);
}

/// Whether a key of any table that begins with a store is this store's.
[[nodiscard]] inline bool is_of_store(std::string_view key, StoreId store) {
    return key.size() >= 4 &&
           base::load_big_endian(key.data(), 4) == static_cast<std::uint32_t>(store);
}

[[nodiscard]] inline RevisionKey revision_key(StoreId store, Revision revision) {
    RevisionKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    base::store_big_endian(key.data() + 4, to_number(revision), 8);
    return key;
}

/// REQUIRES: the bytes of a RevisionKey.
[[nodiscard]] inline Revision revision_of_key(std::string_view key) {
    return Revision{base::load_big_endian(key.data() + 4, 8)};
}

[[nodiscard]] inline NumberKey number_key(StoreId store, NameKind kind, std::uint64_t number) {
    NumberKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    key[4] = static_cast<char>(kind);
    base::store_big_endian(key.data() + 5, number, 8);
    return key;
}

/// Which tuples a count counts: those of one relation with one of the subject types that a schema
/// tells apart.
struct CountId {
    RelationId relation;
    RelationId subject_relation;
    bool wildcard = false;
    ConditionId condition = ConditionId::None;
    bool expires = false;

    friend auto operator<=>(const CountId&, const CountId&) = default;
};

[[nodiscard]] inline CountId count_id(const TupleId& tuple, const TupleDetails& details) {
    return {tuple.userset.relation(), tuple.subject.relation(), tuple.subject.is_wildcard(),
            details.condition, details.expires_at.has_value()};
}

[[nodiscard]] inline CountKey count_key(StoreId store, const CountId& id) {
    CountKey key;
    base::store_big_endian(key.data(), static_cast<std::uint32_t>(store), 4);
    base::store_big_endian(key.data() + 4, id.relation.bits(), 3);
    base::store_big_endian(key.data() + 7, id.subject_relation.bits(), 3);
    key[10] = id.wildcard ? 1 : 0;
    base::store_big_endian(key.data() + 11, static_cast<std::uint32_t>(id.condition), 4);
    key[15] = id.expires ? 1 : 0;
    return key;
}

/// REQUIRES: the bytes of a CountKey.
[[nodiscard]] inline CountId count_of_key(std::string_view key) {
    auto relation = [&](std::size_t at) {
        return RelationId::from_bits(
            static_cast<std::uint32_t>(base::load_big_endian(key.data() + at, 3)));
    };
    auto condition = static_cast<std::uint32_t>(base::load_big_endian(key.data() + 11, 4));
    return {relation(4), relation(7), key[10] != 0, ConditionId{condition}, key[15] != 0};
}

} // namespace pemba::storage
