#include "engine/schema_cache.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/schema_table.h"

namespace pemba::engine {
namespace {

constexpr std::size_t kKept = 16;

} // namespace

Result<Schema> load_schema(const storage::Transaction& transaction, StoreId store,
                           Revision revision) {
    if (revision == Revision::Beginning)
        return Schema::empty();
    PEMBA_TRY(auto stored, storage::find_schema(transaction, store, revision));
    if (!stored)
        return Error{ErrorCode::StoreCorrupt,
                     fmt::format("`schemas` has no schema of revision {}", to_number(revision)),
                     {}};
    auto schema = Schema::from_bytes(
        {reinterpret_cast<const std::uint8_t*>(stored->bytes.data()), stored->bytes.size()});
    if (!schema)
        return Error{
            ErrorCode::StoreCorrupt, "the stored schema is damaged: " + schema.error().message, {}};
    return schema;
}

Result<SharedView> load_schema_view(const storage::Transaction& transaction, StoreId store,
                                    Revision revision) {
    PEMBA_TRY(auto schema, load_schema(transaction, store, revision));
    PEMBA_TRY(auto view,
              graph::SchemaView::build(std::move(schema), storage::Names(transaction, store)));
    return SharedView(std::make_shared<graph::SchemaView>(std::move(view)));
}

Result<SharedView> SchemaCache::get(const storage::Transaction& transaction, StoreId store,
                                    Revision revision) {
    std::lock_guard lock(mutex_);
    auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return entry.store == store && entry.revision == revision;
    });
    if (found != entries_.end()) {
        std::rotate(found, found + 1, entries_.end());
        return entries_.back().view;
    }
    PEMBA_TRY(auto view, load_schema_view(transaction, store, revision));
    if (entries_.size() == kKept)
        entries_.erase(entries_.begin());
    entries_.push_back({store, revision, view});
    return view;
}

} // namespace pemba::engine
