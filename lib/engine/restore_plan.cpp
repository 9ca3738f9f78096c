#include "engine/restore_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/core.h"
#include "engine/store_restorer.h"
#include "pemba/database.h"

namespace pemba::engine {
namespace {

using storage::StoreRecord;
using Why = RestoreResult::LeftOut::Why;

// By which people name it.
std::string id_of(const StoreRecord& record) {
    return record.store == StoreId::Default ? std::string(Database::kDefaultStore)
                                            : to_string(record.id);
}

bool is_meant(const StoreRecord& record, std::string_view id) {
    return id == to_string(record.id) || id == id_of(record);
}

// What keeps a store from being restored.
struct Obstacle {
    StoreRecord record;
    Error reason;
};

// The oldest time to which all of several can be restored; empty if some cannot be at any.
std::string oldest_time_of(const std::vector<Obstacle>& obstacles) {
    auto oldest = Timestamp::min();
    for (const auto& obstacle : obstacles) {
        const auto time = parse_timestamp(obstacle.reason.detail("oldest_time"));
        if (!time)
            return {};
        oldest = std::max(oldest, *time);
    }
    return to_string(oldest);
}

Error refusal(const std::vector<Obstacle>& obstacles) {
    Error error{obstacles.front().reason.code, {}, {}};
    const bool is_one = obstacles.size() == 1;
    if (!is_one)
        error.message = fmt::format("{} stores cannot be restored", obstacles.size());
    for (const auto& [record, reason] : obstacles) {
        error.message +=
            is_one ? fmt::format("store `{}` cannot be restored: {}", record.name, reason.message)
                   : fmt::format("\n  `{}` ({}): {}", record.name, id_of(record), reason.message);
        error.details.emplace_back("store", id_of(record));
    }
    if (const auto oldest = oldest_time_of(obstacles); !is_one && !oldest.empty())
        error.message += fmt::format("\n  the oldest time that all of them have is {}", oldest);
    return error;
}

class Planner {
public:
    Planner(const storage::Environment& environment, const storage::ReadTransaction* later,
            const RestoreRequest& request)
        : environment_(environment), later_(later), request_(request) {}

    Result<std::vector<RestorePlan>> run() {
        PEMBA_TRY(stores_, all_stores(environment_));
        for (const auto& id : request_.without)
            PEMBA_CHECK_OK(find(id));
        PEMBA_TRY(until_, end());
        std::vector<RestorePlan> plans;
        std::vector<Obstacle> obstacles;
        for (const auto& record : stores_) {
            auto planned = plan(record);
            if (planned)
                plans.push_back(std::move(*planned));
            else if (planned.error().code == ErrorCode::SnapshotUnavailable)
                obstacles.push_back({record, std::move(planned).error()});
            else
                return std::move(planned).error().with_context(
                    fmt::format("store `{}`", record.name));
        }
        if (!obstacles.empty())
            return refusal(obstacles);
        return plans;
    }

private:
    Result<StoreRecord> find(const std::string& id) const {
        for (const auto& record : stores_)
            if (is_meant(record, id))
                return record;
        return Error{ErrorCode::StoreUnknown, fmt::format("there is no store `{}`", id), {}};
    }

    // The time up to which stores are restored; none: all of it.
    Result<std::optional<Timestamp>> end() const {
        if (!request_.to_revision)
            return request_.to_time;
        PEMBA_TRY(const auto record, find(request_.to_revision->store));
        PEMBA_TRY(const auto restorer, begin(record));
        const Revision revision{request_.to_revision->revision};
        if (auto reached = restorer.check_reaches(revision); !reached) {
            auto error = refusal({{record, std::move(reached).error()}});
            error.details.clear(); // without this store there is no point
            return error;
        }
        PEMBA_TRY(const auto time, restorer.time_of(revision));
        return std::optional(time.value_or(record.created_at));
    }

    Result<RestorePlan> plan(const StoreRecord& record) const {
        RestorePlan plan{record, {}};
        PEMBA_TRY(plan.left_out, why_left_out(record));
        if (!plan.left_out) {
            PEMBA_TRY(plan.point, point_of(record));
        }
        return plan;
    }

    // When a store was deleted nothing tells.
    Result<std::optional<Why>> why_left_out(const StoreRecord& record) const {
        std::optional<Why> why;
        const auto is_this = [&](const std::string& id) { return is_meant(record, id); };
        if (std::ranges::any_of(request_.without, is_this))
            why = Why::Asked;
        else if (until_ && record.store != StoreId::Default && record.created_at > *until_)
            why = Why::MadeLater;
        else if (!until_ && later_) {
            PEMBA_TRY(const auto then, storage::read_store(*later_, record.store));
            if (!then)
                why = Why::Deleted;
        }
        return why;
    }

    Result<Revision> point_of(const StoreRecord& record) const {
        PEMBA_TRY(const auto restorer, begin(record));
        if (request_.to_revision && is_meant(record, request_.to_revision->store))
            return Revision{request_.to_revision->revision};
        if (until_)
            return restorer.newest_at(*until_);
        PEMBA_CHECK_OK(restorer.check_reaches(restorer.newest()));
        return restorer.newest();
    }

    Result<StoreRestorer> begin(const StoreRecord& record) const {
        StoreRestorer restorer(environment_, record.store, later_);
        PEMBA_CHECK_OK(restorer.begin());
        return restorer;
    }

    const storage::Environment& environment_;
    const storage::ReadTransaction* later_;
    const RestoreRequest& request_;
    std::vector<StoreRecord> stores_;
    std::optional<Timestamp> until_;
};

} // namespace

Result<std::vector<RestorePlan>> plan_restore(const storage::Environment& environment,
                                              const storage::ReadTransaction* later,
                                              const RestoreRequest& request) {
    return Planner(environment, later, request).run();
}

} // namespace pemba::engine
