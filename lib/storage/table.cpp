#include "storage/table.h"

#include <lmdb.h>

#include <algorithm>
#include <array>

namespace pemba::storage {
namespace {

struct TableDescription {
    Table table;
    const char* name;
    unsigned flags;
};
constexpr unsigned kSets = MDB_DUPSORT | MDB_DUPFIXED;
constexpr std::array<TableDescription, kTables> kDescriptions{{
    {Table::Meta, "meta", 0},
    {Table::Names, "names", 0},
    {Table::NamesByNumber, "names_by_number", 0},
    {Table::Tuples, "tuples", kSets},
    {Table::TuplesBySubject, "tuples_by_subject", kSets},
    {Table::TupleDetails, "tuple_details", 0},
    {Table::TupleCounts, "tuple_counts", 0},
    {Table::Expiries, "expiries", 0},
    {Table::Schemas, "schemas", 0},
    {Table::Changelog, "changelog", 0},
    {Table::Leopard, "leopard", kSets},
}};

} // namespace

const char* name_of(Table table) {
    return kDescriptions[static_cast<std::size_t>(table)].name;
}

unsigned flags_of(Table table) {
    return kDescriptions[static_cast<std::size_t>(table)].flags;
}

bool has_sets(Table table) {
    return flags_of(table) == kSets;
}

std::optional<Table> find_table(std::string_view name) {
    const auto found = std::ranges::find(kDescriptions, name, &TableDescription::name);
    return found == kDescriptions.end() ? std::nullopt : std::optional(found->table);
}

} // namespace pemba::storage
