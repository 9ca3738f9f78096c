// restore(): a new database out of a backup and a changelog, as it stood at a point.
#include <fmt/format.h>

#include "engine/core.h"
#include "engine/load_folder.h"
#include "engine/store_restorer.h"
#include "pemba/database.h"
#include "pemba/maintenance.h"
#include "storage/sync.h"

namespace pemba {
namespace {

using storage::Environment;
using storage::StoreRecord;

constexpr std::size_t kErasedAtOnce = 10'000;

storage::EnvironmentOptions options_of(const std::filesystem::path& directory) {
    return {.directory = directory,
            .create = false,
            .map_bytes = Options{}.map_bytes,
            .durable = false};
}

// Carries out one request, in a copy of the backup.
class Restoration {
public:
    Restoration(const Environment& environment, const RestoreRequest& request)
        : environment_(environment), request_(request) {}

    Result<void> read_later() {
        if (!request_.changelog_of)
            return {};
        PEMBA_TRY(later_environment_,
                  Environment::open_for_reading(options_of(*request_.changelog_of)));
        PEMBA_TRY(later_, later_environment_->begin_read());
        return make_stores_of(*later_environment_);
    }

    Result<RestoreResult> run() {
        PEMBA_TRY(const auto stores, engine::all_stores(environment_));
        PEMBA_TRY(const auto until, end_of(stores));
        RestoreResult result;
        for (const auto& record : stores) {
            PEMBA_TRY(const bool is_there, is_there_at(record, until));
            if (!is_there) {
                PEMBA_CHECK_OK(remove(record));
                continue;
            }
            PEMBA_TRY(auto restored, restore(record, until));
            result.stores.push_back(std::move(restored));
        }
        PEMBA_TRY(auto transaction, environment_.begin_read());
        PEMBA_CHECK_OK(storage::sync(*transaction));
        return result;
    }

private:
    // Those that were made after the backup begin empty.
    Result<void> make_stores_of(const Environment& later) {
        PEMBA_TRY(const auto stores, engine::all_stores(later));
        PEMBA_TRY(auto transaction, environment_.begin_write());
        for (const auto& record : stores) {
            PEMBA_TRY(const auto here, storage::find_store(*transaction, record.id));
            if (here)
                continue;
            PEMBA_TRY(const auto other, storage::read_store(*transaction, record.store));
            PEMBA_TRY(const auto head, storage::read_head(*later_, record.store));
            if (other || !head)
                return Error{ErrorCode::InvalidArgument,
                             fmt::format("`{}` is not a later state of the database that the "
                                         "backup was made of",
                                         request_.changelog_of->string()),
                             {}};
            storage::Head empty;
            empty.epoch = head->epoch;
            PEMBA_CHECK_OK(storage::write_store(*transaction, record));
            PEMBA_CHECK_OK(storage::write_head(*transaction, record.store, empty));
        }
        return transaction->commit();
    }

    // When a store was deleted nothing tells.
    Result<bool> is_there_at(const StoreRecord& record,
                             const std::optional<Timestamp>& until) const {
        if (record.store == StoreId::Default)
            return true;
        if (until || !later_)
            return !until || record.created_at <= *until;
        PEMBA_TRY(const auto then, storage::read_store(*later_, record.store));
        return then.has_value();
    }

    bool is_meant(const StoreRecord& record) const {
        const auto& store = request_.to_revision->store;
        return store == to_string(record.id) ||
               (store == Database::kDefaultStore && record.store == StoreId::Default);
    }

    // The time up to which stores are restored; none: all of it.
    Result<std::optional<Timestamp>> end_of(const std::vector<StoreRecord>& stores) {
        if (!request_.to_revision)
            return request_.to_time;
        for (const auto& record : stores) {
            if (!is_meant(record))
                continue;
            const Revision revision{request_.to_revision->revision};
            if (revision == Revision::Beginning)
                return std::optional(record.created_at);
            engine::StoreRestorer restorer(environment_, record.store, later_.get());
            PEMBA_CHECK_OK(restorer.begin());
            if (revision > restorer.newest())
                return restorer.go_to(revision).error();
            PEMBA_TRY(const auto time, restorer.time_of(revision));
            return std::optional(time);
        }
        return Error{ErrorCode::StoreUnknown,
                     fmt::format("there is no store `{}`", request_.to_revision->store),
                     {}};
    }

    Result<RestoreResult::Store> restore(const StoreRecord& record,
                                         const std::optional<Timestamp>& until) {
        engine::StoreRestorer restorer(environment_, record.store, later_.get());
        PEMBA_CHECK_OK(restorer.begin());
        const auto before = restorer.revision();
        auto point = restorer.newest();
        if (request_.to_revision && is_meant(record))
            point = Revision{request_.to_revision->revision};
        else if (until) {
            PEMBA_TRY(point, restorer.newest_at(*until));
        }
        if (auto gone = restorer.go_to(point); !gone)
            return std::move(gone).error().with_context(fmt::format("store `{}`", record.name));
        PEMBA_CHECK_OK(restorer.finish());
        RestoreResult::Store restored{to_string(record.id), record.name, to_number(point), 0, 0};
        (point < before ? restored.undone : restored.replayed) =
            point < before ? to_number(before) - to_number(point)
                           : to_number(point) - to_number(before);
        return restored;
    }

    Result<void> remove(const StoreRecord& record) {
        PEMBA_TRY(auto transaction, environment_.begin_write());
        PEMBA_CHECK_OK(storage::delete_store(*transaction, record));
        PEMBA_CHECK_OK(transaction->commit());
        for (bool more = true; more;) {
            PEMBA_TRY(transaction, environment_.begin_write());
            PEMBA_TRY(more, storage::erase_deleted(*transaction, kErasedAtOnce));
            PEMBA_CHECK_OK(transaction->commit());
        }
        return {};
    }

    const Environment& environment_;
    const RestoreRequest& request_;
    std::unique_ptr<Environment> later_environment_;
    std::unique_ptr<storage::ReadTransaction> later_;
};

} // namespace

Result<RestoreResult> restore(const RestoreRequest& request) {
    PEMBA_TRY(auto folder, engine::LoadFolder::make(request.target));
    {
        PEMBA_TRY(const auto backup, Environment::open_for_reading(options_of(request.backup)));
        PEMBA_CHECK_OK(backup->copy_to(folder.work()));
    }
    RestoreResult result;
    {
        PEMBA_TRY(const auto environment, Environment::open(options_of(folder.work())));
        Restoration restoration(*environment, request);
        PEMBA_CHECK_OK(restoration.read_later());
        PEMBA_TRY(result, restoration.run());
    }
    PEMBA_CHECK_OK(folder.complete());
    return result;
}

} // namespace pemba
