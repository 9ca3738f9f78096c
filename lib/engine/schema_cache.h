// SchemaCache: schemas resolved to a store's numbers, by the revision that wrote them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "graph/schema_view.h"

namespace pemba::engine {

using SharedView = std::shared_ptr<const graph::SchemaView>;

/// The schema that `revision` wrote; the empty one for Revision::Beginning. Errors: StoreCorrupt.
[[nodiscard]] Result<Schema> load_schema(const storage::Transaction& transaction, StoreId store,
                                         Revision revision);

/// Builds the view of the schema that `revision` wrote; of the empty schema for
/// Revision::Beginning.
[[nodiscard]] Result<SharedView> load_schema_view(const storage::Transaction& transaction,
                                                  StoreId store, Revision revision);

/// Keeps the views used last. A revision's schema never changes, so nothing is ever stale. Safe to
/// use from any thread; readers keep the view they used last and come here only when it changes.
class SchemaCache {
public:
    [[nodiscard]] Result<SharedView> get(const storage::Transaction& transaction, StoreId store,
                                         Revision revision);

private:
    struct Entry {
        StoreId store;
        Revision revision;
        SharedView view;
    };

    std::mutex mutex_;
    std::vector<Entry> entries_; ///< the one used last comes last
};

} // namespace pemba::engine
