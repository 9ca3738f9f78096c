#include "storage/seal.h"

#include <boost/crc.hpp>
#include <fmt/format.h>

#include "base/bytes.h"

namespace pemba::storage {
namespace {

std::uint32_t checksum(View key, View value) {
    boost::crc_32_type sum;
    sum.process_bytes(key.data(), key.size());
    sum.process_bytes(value.data(), value.size());
    return sum.checksum();
}

} // namespace

std::string seal(View key, std::string value) {
    const auto sum = checksum(key, value);
    base::append_big_endian(value, sum, kSealBytes);
    return value;
}

std::optional<View> unseal(View key, View sealed) {
    if (sealed.size() < kSealBytes)
        return std::nullopt;
    const auto value = sealed.substr(0, sealed.size() - kSealBytes);
    const auto sum = base::load_big_endian(sealed.data() + value.size(), kSealBytes);
    return checksum(key, value) == sum ? std::optional(value) : std::nullopt;
}

Result<std::optional<View>> get_sealed(const Transaction& transaction, Table table, View key,
                                       std::string_view what) {
    PEMBA_TRY(const auto sealed, transaction.get(table, key));
    if (!sealed)
        return std::optional<View>{};
    const auto value = unseal(key, *sealed);
    if (!value)
        return Error{ErrorCode::StoreCorrupt, fmt::format("{} is damaged", what), {}};
    return value;
}

} // namespace pemba::storage
