#include "storage/object_names.h"

#include <utility>

#include "storage/name_key.h"

namespace pemba::storage {

Result<std::optional<ObjectNumber>> ObjectFinder::find(std::string_view id) {
    if (id == "*")
        return std::optional(ObjectNumber::Wildcard);
    if (!std::exchange(bound_, true))
        PEMBA_CHECK_OK(cursor_.bind(*transaction_, Table::Names));
    const NameKey name(store_, NameKind::Object, id);
    MDB_val key = to_val(name.view()), value{};
    int rc = mdb_cursor_get(cursor_.handle(), &key, &value, MDB_SET);
    if (rc == MDB_NOTFOUND)
        return std::optional<ObjectNumber>{};
    if (rc != MDB_SUCCESS)
        return error_of(rc, "read `names`");
    PEMBA_TRY(auto number, decode_number({static_cast<char*>(value.mv_data), value.mv_size}));
    return std::optional(ObjectNumber{number});
}

namespace {

Bytes<8> number_value(ObjectNumber number) {
    Bytes<8> value;
    base::store_big_endian(value.data(), static_cast<std::uint64_t>(number), 8);
    return value;
}

} // namespace

Result<void> ObjectNameWriter::write(std::string_view id, ObjectNumber number) {
    PEMBA_CHECK_OK(
        numbers_.put(NameKey(store_, NameKind::Object, id).view(), view(number_value(number))));
    return append_text(id, number);
}

Result<void> ObjectNameWriter::append_number(std::string_view id, ObjectNumber number) {
    return numbers_.append(NameKey(store_, NameKind::Object, id).view(), view(number_value(number)));
}

Result<void> ObjectNameWriter::append_text(std::string_view id, ObjectNumber number) {
    return texts_.append(
        view(number_key(store_, NameKind::Object, static_cast<std::uint64_t>(number))), id);
}

} // namespace pemba::storage
