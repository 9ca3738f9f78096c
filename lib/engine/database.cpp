// Database: making, finding and deleting stores.
#include "pemba/database.h"

#include <fmt/format.h>

#include "engine/engine_state.h"

namespace pemba {
namespace {

constexpr std::size_t kMaxNameBytes = 256;
// Engines that are kept for the next who asks.
constexpr std::size_t kKeptEngines = 1024;

Error unknown_store(std::string_view id) {
    return {ErrorCode::StoreUnknown,
            fmt::format("there is no store `{}`", id.substr(0, 100)),
            {{"store", std::string(id)}}};
}

StoreInfo words_of(const storage::StoreRecord& record) {
    return {to_string(record.id), record.name, record.created_at};
}

Result<storage::StoreRecord> record_of(const storage::Transaction& transaction,
                                       std::string_view id) {
    std::optional<storage::StoreRecord> record;
    if (id == Database::kDefaultStore) {
        PEMBA_TRY(record, storage::read_store(transaction, StoreId::Default));
    } else if (auto ulid = parse_ulid(id)) {
        PEMBA_TRY(record, storage::find_store(transaction, *ulid));
    }
    if (!record)
        return unknown_store(id);
    return *std::move(record);
}

} // namespace

class Database::State {
public:
    explicit State(std::shared_ptr<engine::Core> core) : core_(std::move(core)) {}

    engine::Core& core() { return *core_; }

    // Kept for ever, unlike the others.
    Result<void> open_default_store() {
        PEMBA_TRY(default_store_, Engine::State::engine_of(core_, StoreId::Default));
        return {};
    }
    const std::shared_ptr<Engine>& default_store() const { return default_store_; }

    // Every request asks for a store: one that is used is found without reading the database.
    Result<std::shared_ptr<Engine>> find(std::string_view id) {
        if (id == kDefaultStore)
            return default_store_;
        std::lock_guard lock(mutex_);
        const std::string key(id);
        if (auto found = engines_.find(key); found != engines_.end())
            return found->second;
        PEMBA_TRY(auto transaction, core_->environment().begin_read());
        PEMBA_TRY(auto record, record_of(*transaction, id));
        if (record.store == StoreId::Default)
            return default_store_;
        PEMBA_TRY(std::shared_ptr<Engine> made, Engine::State::engine_of(core_, record.store));
        if (engines_.size() >= kKeptEngines)
            std::erase_if(engines_, [](const auto& kept) { return kept.second.use_count() == 1; });
        engines_.emplace(key, made);
        return made;
    }

    void forget(std::string_view id) {
        std::lock_guard lock(mutex_);
        engines_.erase(std::string(id));
    }

private:
    std::shared_ptr<engine::Core> core_;
    std::shared_ptr<Engine> default_store_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<Engine>> engines_; ///< by the store's id
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

// The last to hold an engine may be a callback, and the writer's thread cannot end itself.
Database::~Database() {
    state_->core().writer().await_idle();
}

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
    PEMBA_TRY(auto core, engine::Core::open(options));
    auto state = std::make_unique<State>(std::move(core));
    PEMBA_CHECK_OK(state->open_default_store());
    return std::unique_ptr<Database>(new Database(std::move(state)));
}

Result<DatabaseStatistics> Database::statistics() const {
    auto& core = state_->core();
    PEMBA_TRY(const auto room, core.environment().room());
    const auto watchers = core.stores().watchers();
    const auto names = core.snapshots().name_cache();
    return DatabaseStatistics{.commits = room.commits,
                              .oldest_reader_behind = room.oldest_reader_behind,
                              .free_bytes = room.free_bytes,
                              .free_disk_bytes = room.free_disk_bytes,
                              .writable_bytes = room.writable_bytes,
                              .watchers = watchers.watchers,
                              .slowest_watcher_behind = watchers.slowest_behind,
                              .name_cache = {.used_bytes = names.used_bytes,
                                             .bytes = names.bytes,
                                             .evictions = names.evictions},
                              .writer = core.writer().statistics()};
}

const std::shared_ptr<Engine>& Database::default_store() const {
    return state_->default_store();
}

Result<std::shared_ptr<Engine>> Database::find_store(std::string_view id) const {
    return state_->find(id);
}

Result<StoreInfo> Database::describe_store(std::string_view id) const {
    PEMBA_TRY(auto transaction, state_->core().environment().begin_read());
    PEMBA_TRY(auto record, record_of(*transaction, id));
    return words_of(record);
}

Result<StoreInfo> Database::create_store(const std::string& name) {
    if (name.empty() || name.size() > kMaxNameBytes)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("a store's name has 1 to {} bytes", kMaxNameBytes),
                     {}};
    PEMBA_TRY(auto transaction, state_->core().environment().begin_write());
    PEMBA_TRY(auto record, engine::make_store(*transaction, state_->core().now(), name));
    PEMBA_CHECK_OK(transaction->commit());
    return words_of(record);
}

Result<void> Database::delete_store(std::string_view id) {
    PEMBA_TRY(auto transaction, state_->core().environment().begin_write());
    PEMBA_TRY(auto record, record_of(*transaction, id));
    if (record.store == StoreId::Default)
        return Error{ErrorCode::InvalidArgument, "the default store cannot be deleted", {}};
    PEMBA_CHECK_OK(storage::delete_store(*transaction, record));
    PEMBA_CHECK_OK(transaction->commit());
    state_->forget(id);
    return {};
}

Result<ListStoresResult> Database::list_stores(const ListStoresRequest& request) const {
    if (request.limit == 0)
        return Error{ErrorCode::InvalidArgument, "a page has at least one store", {}};
    PEMBA_TRY(auto transaction, state_->core().environment().begin_read());
    auto after = StoreId::Default;
    std::optional<Timestamp> since; // where the one to go on after was deleted meanwhile
    if (request.after) {
        auto record = record_of(*transaction, *request.after);
        auto id = parse_ulid(*request.after);
        if (record)
            after = record->store;
        else if (record.error().code == ErrorCode::StoreUnknown && id)
            since = time_of(*id);
        else
            return std::move(record).error();
    }
    ListStoresResult result;
    for (bool more = true; more;) {
        PEMBA_TRY(auto records, storage::list_stores(*transaction, after, request.limit + 1));
        more = records.size() > request.limit;
        for (const auto& record : records) {
            after = record.store;
            if ((request.named && record.name != *request.named) ||
                (since && record.created_at < *since))
                continue;
            if (result.stores.size() == request.limit) {
                result.complete = false;
                return result;
            }
            result.stores.push_back(words_of(record));
        }
    }
    return result;
}

const Limits& Database::limits() const noexcept {
    return state_->core().limits();
}

} // namespace pemba
