// Compiled schemas by the revision that wrote them. Bytes only: this room does not know what a
// schema is.
#pragma once

#include "storage/environment.h"
#include "tuple/ids.h"

namespace pemba::storage {

[[nodiscard]] Result<void> write_schema(WriteTransaction& transaction, StoreId store,
                                        Revision revision, View bytes);
/// The schema that a revision wrote. Errors: StoreCorrupt if it wrote none.
[[nodiscard]] Result<View> read_schema(const Transaction& transaction, StoreId store,
                                       Revision revision);
/// The revision of the schema in force at `revision`; Beginning if none was written by then.
[[nodiscard]] Result<Revision> schema_at(const Transaction& transaction, StoreId store,
                                         Revision revision);

} // namespace pemba::storage
