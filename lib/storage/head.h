// Head: where a store stands. One record a store, read by every request.
#pragma once

#include "pemba/result.h"
#include "storage/environment.h"
#include "tuple/token.h"

namespace pemba::storage {

struct Head {
    Revision revision = Revision::Beginning; ///< the newest
    Revision schema = Revision::Beginning;   ///< at which the schema was written; Beginning: never
    std::uint64_t epoch = 0;
    std::uint64_t last_object = 0; ///< greatest numbers given so far
    std::uint32_t last_relation = 0;
    std::uint32_t last_namespace = 0;
    std::uint32_t last_condition = 0;
};

/// Nothing if there is no such store. Errors: StoreCorrupt.
[[nodiscard]] Result<std::optional<Head>> read_head(const Transaction& transaction, StoreId store);
[[nodiscard]] Result<void> write_head(WriteTransaction& transaction, StoreId store,
                                      const Head& head);

} // namespace pemba::storage
