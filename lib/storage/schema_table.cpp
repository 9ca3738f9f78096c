#include "storage/schema_table.h"

#include <limits>

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

std::string assertions_key(StoreId store, Revision schema) {
    return std::string("a").append(view(revision_key(store, schema)));
}

} // namespace

Result<void> write_schema(WriteTransaction& transaction, StoreId store, Revision revision,
                          const StoredSchema& schema) {
    std::string value;
    value.reserve(8 + schema.bytes.size() + kSealBytes);
    base::append_big_endian(value, biased_bits(schema.written_at), 8);
    value += schema.bytes;
    const auto key = revision_key(store, revision);
    return transaction.put(Table::Schemas, view(key), seal(view(key), std::move(value)));
}

Result<std::optional<StoredSchema>> find_schema(const Transaction& transaction, StoreId store,
                                                Revision revision) {
    PEMBA_TRY(auto value,
              get_sealed(transaction, Table::Schemas, view(revision_key(store, revision)),
                         fmt::format("the schema of revision {}", to_number(revision))));
    if (!value)
        return std::optional<StoredSchema>{};
    base::ByteReader reader(*value);
    auto time = reader.integer(8);
    if (!reader.ok())
        return Error{ErrorCode::StoreCorrupt, "an entry of `schemas` is damaged", {}};
    return std::optional(StoredSchema{time_of_biased_bits(time), reader.rest()});
}

Result<Revision> schema_at(const Transaction& transaction, StoreId store, Revision revision) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Schemas));
    // The entry before the first one that is too new.
    PEMBA_TRY(bool there, cursor.seek(view(revision_key(store, next(revision)))));
    PEMBA_TRY(there, there ? cursor.previous() : cursor.last());
    if (!there || !is_of_store(cursor.key(), store))
        return Revision::Beginning;
    return revision_of_key(cursor.key());
}

Result<void> erase_schemas_after(WriteTransaction& transaction, StoreId store, Revision revision) {
    while (true) {
        PEMBA_TRY(
            const auto last,
            schema_at(transaction, store, Revision{std::numeric_limits<std::uint64_t>::max() - 1}));
        if (last <= revision)
            return {};
        PEMBA_CHECK_OK(transaction.erase(Table::Schemas, view(revision_key(store, last))));
        PEMBA_CHECK_OK(transaction.erase(Table::Meta, assertions_key(store, last)));
    }
}

Result<std::string> read_assertions(const Transaction& transaction, StoreId store,
                                    Revision schema) {
    PEMBA_TRY(auto document, get_sealed(transaction, Table::Meta, assertions_key(store, schema),
                                        "the assertions about a schema"));
    return std::string(document.value_or(View{}));
}

Result<void> write_assertions(WriteTransaction& transaction, StoreId store, Revision schema,
                              View document) {
    const auto key = assertions_key(store, schema);
    return transaction.put(Table::Meta, key, seal(key, std::string(document)));
}

} // namespace pemba::storage
