// EntrySums: what each table holds, as sums over its entries. Every commit stores them, so that one
// look at the file tells whether it holds what was written, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "storage/set_sum.h"
#include "storage/table.h"

namespace pemba::storage {

/// The sums of all tables, or a change of them.
class EntrySums {
public:
    /// Of the record in `meta` that has them, sealed: for each table, in the order of Table,
    /// count 8, sum 8. Of `meta` they are sums over every other entry.
    static constexpr std::string_view kKey = "entries";

    /// In tables of sorted sets each member with its key is an entry.
    void add(Table table, std::string_view key, std::string_view value);
    void remove(Table table, std::string_view key, std::string_view value);
    void add(const EntrySums& change);

    [[nodiscard]] const SetSum& of(Table table) const {
        return sums_[static_cast<std::size_t>(table)];
    }

    /// What the record holds before its seal.
    [[nodiscard]] std::string encode() const;
    [[nodiscard]] static std::optional<EntrySums> decode(std::string_view bytes);

    friend bool operator==(const EntrySums&, const EntrySums&) = default;

private:
    std::array<SetSum, kTables> sums_;
};

} // namespace pemba::storage
