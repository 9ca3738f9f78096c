// Table: which tables a store's file has. What is in them: key.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pemba::storage {

enum class Table : std::uint8_t {
    Meta,
    Names,
    NamesByNumber,
    Tuples,
    TuplesBySubject,
    TupleDetails,
    TupleCounts,
    Expiries,
    Schemas,
    Changelog,
    Leopard,
};
inline constexpr std::size_t kTables = 11;

/// The table's name in the file, such as "tuples_by_subject".
[[nodiscard]] const char* name_of(Table table);
/// LMDB's flags of the table.
[[nodiscard]] unsigned flags_of(Table table);
/// Whether its keys have sorted sets of values, instead of one value each.
[[nodiscard]] bool has_sets(Table table);
[[nodiscard]] std::optional<Table> find_table(std::string_view name);

} // namespace pemba::storage
