#include "engine/core.h"

#include <limits>

#include "base/digest.h"
#include "pemba/database.h"

namespace pemba::engine {
namespace {

Result<void> make_default_store(Core& core) {
    PEMBA_TRY(auto transaction, core.environment().begin_write());
    PEMBA_TRY(auto record, storage::read_store(*transaction, StoreId::Default));
    if (record)
        return {};
    PEMBA_TRY(record, make_store(*transaction, core.now(), std::string(Database::kDefaultStore)));
    return transaction->commit();
}

} // namespace

Result<std::shared_ptr<Core>> Core::open(const Options& options) {
    PEMBA_TRY(auto environment, storage::Environment::open({.directory = options.directory,
                                                            .create = options.create,
                                                            .map_bytes = options.map_bytes,
                                                            .durable = options.durable,
                                                            .check = options.opening_check}));
    auto core = std::make_shared<Core>(std::move(environment), options);
    PEMBA_CHECK_OK(make_default_store(*core));
    // A store whose schema cannot be read is refused here rather than at the first question.
    PEMBA_TRY(auto snapshot, core->snapshots().open(StoreId::Default, Consistency::newest(), {}));
    return core;
}

Result<storage::StoreRecord> make_store(storage::WriteTransaction& transaction, Timestamp now,
                                        const std::string& name) {
    PEMBA_TRY(auto number, storage::next_store(transaction));
    storage::StoreRecord record;
    record.store = number;
    record.id =
        make_ulid(now, static_cast<std::uint16_t>(base::random_bits()), base::random_bits());
    record.created_at = now;
    record.name = name;
    PEMBA_CHECK_OK(storage::write_store(transaction, record));
    // The epoch tells the store's zookies from any other store's.
    storage::Head first;
    first.epoch = base::random_bits();
    PEMBA_CHECK_OK(storage::write_head(transaction, number, first));
    return record;
}

Result<std::vector<storage::StoreRecord>> all_stores(const storage::Environment& environment) {
    PEMBA_TRY(auto transaction, environment.begin_read());
    return storage::list_stores(*transaction, StoreId{0}, std::numeric_limits<std::size_t>::max());
}

Result<std::uint64_t> try_opening(const std::filesystem::path& directory) {
    PEMBA_TRY(auto environment,
              storage::Environment::open(
                  {.directory = directory, .create = false, .map_bytes = Options{}.map_bytes}));
    PEMBA_TRY(const auto stores, all_stores(*environment));
    PEMBA_TRY(auto transaction, environment->begin_read());
    for (const auto& record : stores) {
        PEMBA_TRY(const auto head, storage::read_head(*transaction, record.store));
        if (!head)
            return Error{ErrorCode::StoreCorrupt, "a store has no head record", {}};
        PEMBA_TRY([[maybe_unused]] const auto schema,
                  load_schema_view(*transaction, record.store, head->schema));
    }
    return stores.size();
}

} // namespace pemba::engine
