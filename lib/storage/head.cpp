#include "storage/head.h"

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

constexpr std::string_view kWhat = "the head record of the store";

} // namespace

Result<std::optional<Head>> read_head(const Transaction& transaction, StoreId store) {
    PEMBA_TRY(auto bytes, get_sealed(transaction, Table::Meta, view(meta_key('h', store)), kWhat));
    if (!bytes)
        return std::optional<Head>{};
    base::ByteReader reader(*bytes);
    Head head;
    head.revision = Revision{reader.integer(8)};
    head.schema = Revision{reader.integer(8)};
    head.epoch = reader.integer(8);
    head.last_object = reader.integer(8);
    head.last_relation = static_cast<std::uint32_t>(reader.integer(4));
    head.last_namespace = static_cast<std::uint32_t>(reader.integer(4));
    head.last_condition = static_cast<std::uint32_t>(reader.integer(4));
    if (!reader.finished())
        return Error{ErrorCode::StoreCorrupt, fmt::format("{} is damaged", kWhat), {}};
    return std::optional<Head>(head);
}

Result<void> write_head(WriteTransaction& transaction, StoreId store, const Head& head) {
    std::string bytes;
    base::append_big_endian(bytes, to_number(head.revision), 8);
    base::append_big_endian(bytes, to_number(head.schema), 8);
    base::append_big_endian(bytes, head.epoch, 8);
    base::append_big_endian(bytes, head.last_object, 8);
    base::append_big_endian(bytes, head.last_relation, 4);
    base::append_big_endian(bytes, head.last_namespace, 4);
    base::append_big_endian(bytes, head.last_condition, 4);
    const auto key = meta_key('h', store);
    return transaction.put(Table::Meta, view(key), seal(view(key), std::move(bytes)));
}

} // namespace pemba::storage
