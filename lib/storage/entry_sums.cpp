#include "storage/entry_sums.h"

#include <xxhash.h>

#include "base/bytes.h"

namespace pemba::storage {
namespace {

// DO NOT CHANGE: stored. The same bytes in another table, or parted otherwise, are another entry.
std::uint64_t hash_of(Table table, std::string_view key, std::string_view value) {
    const auto of_key =
        XXH3_64bits_withSeed(key.data(), key.size(), static_cast<XXH64_hash_t>(table));
    return XXH3_64bits_withSeed(value.data(), value.size(), of_key);
}

} // namespace

void EntrySums::add(Table table, std::string_view key, std::string_view value) {
    sums_[static_cast<std::size_t>(table)].add(hash_of(table, key, value));
}

void EntrySums::remove(Table table, std::string_view key, std::string_view value) {
    sums_[static_cast<std::size_t>(table)].remove(hash_of(table, key, value));
}

void EntrySums::add(const EntrySums& change) {
    for (std::size_t table = 0; table < kTables; ++table)
        sums_[table].add(change.sums_[table]);
}

std::string EntrySums::encode() const {
    std::string bytes;
    for (const auto& [count, sum] : sums_) {
        base::append_big_endian(bytes, count, 8);
        base::append_big_endian(bytes, sum, 8);
    }
    return bytes;
}

std::optional<EntrySums> EntrySums::decode(std::string_view bytes) {
    EntrySums sums;
    base::ByteReader reader(bytes);
    for (auto& [count, sum] : sums.sums_) {
        count = reader.integer(8);
        sum = reader.integer(8);
    }
    return reader.finished() ? std::optional(sums) : std::nullopt;
}

} // namespace pemba::storage
