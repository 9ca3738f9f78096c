// Compiled schemas by the revision that wrote them, and what is kept with each. Bytes only: this
// room does not know what a schema is.
#pragma once

#include <string>

#include "pemba/relation_tuple.h"
#include "storage/environment.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Layout, before its seal: time 8 (biased as in `expiries`), compiled schema.
struct StoredSchema {
    Timestamp written_at{};
    View bytes;
};

[[nodiscard]] Result<void> write_schema(WriteTransaction& transaction, StoreId store,
                                        Revision revision, const StoredSchema& schema);
/// The schema that a revision wrote; nothing if it wrote none. Errors: StoreCorrupt.
[[nodiscard]] Result<std::optional<StoredSchema>> find_schema(const Transaction& transaction,
                                                              StoreId store, Revision revision);
/// The revision of the schema in force at `revision`; Beginning if none was written by then.
[[nodiscard]] Result<Revision> schema_at(const Transaction& transaction, StoreId store,
                                         Revision revision);

/// Takes back the schemas that revisions after one wrote, with what is kept with each.
[[nodiscard]] Result<void> erase_schemas_after(WriteTransaction& transaction, StoreId store,
                                               Revision revision);

/// The document kept with the schema of a revision; empty if there is none.
[[nodiscard]] Result<std::string> read_assertions(const Transaction& transaction, StoreId store,
                                                  Revision schema);
[[nodiscard]] Result<void> write_assertions(WriteTransaction& transaction, StoreId store,
                                            Revision schema, View document);

} // namespace pemba::storage
