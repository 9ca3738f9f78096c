// The ids of the versions of a store's schema: ULIDs made of the time of the write, 16 bits of the
// store's epoch, and the revision that wrote it; so they need no table of their own.
#pragma once

#include "pemba/schema_version.h"
#include "storage/environment.h"
#include "tuple/token.h"

namespace pemba::engine {

/// The id of the schema that a revision wrote; empty for Revision::Beginning. Errors: StoreCorrupt.
[[nodiscard]] Result<SchemaId> id_of_schema(const storage::Transaction& transaction,
                                            const Epoch& epoch, Revision revision);

/// The revision that wrote a schema, at `newest` or before it. Errors: SchemaUnknown, StoreFailed.
[[nodiscard]] Result<Revision> revision_of_schema(const storage::Transaction& transaction,
                                                  const Epoch& epoch, const SchemaId& id);

} // namespace pemba::engine
