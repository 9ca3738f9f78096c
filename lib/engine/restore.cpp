// restore(): a new database out of a backup and a changelog, as it stood at a point.
#include <fmt/format.h>

#include "base/digest.h"
#include "engine/core.h"
#include "engine/load_folder.h"
#include "engine/restore_plan.h"
#include "engine/store_restorer.h"
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
        return make_later_stores();
    }

    Result<RestoreResult> run() {
        PEMBA_TRY(const auto plans, engine::plan_restore(environment_, later_.get(), request_));
        RestoreResult result;
        for (const auto& [record, left_out, point] : plans) {
            const auto id = to_string(record.id);
            if (left_out) {
                PEMBA_CHECK_OK(remove(record));
                result.left_out.push_back({id, record.name, *left_out});
                continue;
            }
            PEMBA_TRY(auto restored, restore(record, point));
            result.stores.push_back(std::move(restored));
        }
        PEMBA_TRY(auto transaction, environment_.begin_read());
        PEMBA_CHECK_OK(storage::sync(*transaction));
        return result;
    }

private:
    // Those that were made after the backup begin empty.
    Result<void> make_later_stores() {
        PEMBA_TRY(const auto stores, storage::list_stores(*later_, StoreId{0}, ~std::size_t{0}));
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

    Result<RestoreResult::Store> restore(const StoreRecord& record, Revision point) const {
        engine::StoreRestorer restorer(environment_, record.store, later_.get());
        PEMBA_CHECK_OK(restorer.begin());
        const auto before = restorer.revision();
        PEMBA_TRY(const auto written_at, restorer.time_of(point));
        if (auto gone = restorer.go_to(point); !gone)
            return std::move(gone).error().with_context(fmt::format("store `{}`", record.name));
        PEMBA_CHECK_OK(restorer.finish());
        RestoreResult::Store restored{to_string(record.id), record.name, to_number(point),
                                      written_at,           0,           0};
        (point < before ? restored.undone : restored.replayed) =
            point < before ? to_number(before) - to_number(point)
                           : to_number(point) - to_number(before);
        return restored;
    }

    Result<void> remove(const StoreRecord& record) const {
        PEMBA_TRY(auto transaction, environment_.begin_write());
        PEMBA_CHECK_OK(storage::delete_store(*transaction, record));
        PEMBA_CHECK_OK(transaction->commit());
        for (bool more = true; more;) {
            PEMBA_TRY(transaction, environment_.begin_write());
            PEMBA_TRY(more, storage::erase_deleted(*transaction, kErasedAtOnce));
            PEMBA_CHECK_OK(transaction->commit());
        }
        return record.store == StoreId::Default ? make_empty(record) : Result<void>{};
    }

    Result<void> make_empty(const StoreRecord& record) const {
        PEMBA_TRY(auto transaction, environment_.begin_write());
        storage::Head head;
        head.epoch = base::random_bits();
        PEMBA_CHECK_OK(storage::write_store(*transaction, record));
        PEMBA_CHECK_OK(storage::write_head(*transaction, record.store, head));
        return transaction->commit();
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
