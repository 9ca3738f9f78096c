// DecisionPoint: a running daemon with records to decide about, asked over AuthZEN's API.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/running_daemon.h"

namespace pemba::testing {

/// `record` with the actions `read` (also for `user:*`), `write` (also if the subject's `role` is
/// admin) and `delete` (if the action is `soft`), under `.zed` in the default store or under a
/// model of OpenFGA's in a store of its own. There are `record-1` and `record-2`, `alice` and
/// `bob`, and `open`, which everybody may read.
class DecisionPoint {
public:
    [[nodiscard]] static DecisionPoint over_zed();
    [[nodiscard]] static DecisionPoint over_openfga();

    static constexpr const char* kBaseUrl = "https://pdp.example.com";

    /// A request: `post("/access/v1/evaluation", …)`.
    [[nodiscard]] Answer post(const std::string& path, const std::string& body,
                              std::multimap<std::string, std::string> headers = {}) const;
    /// The decision about three entities in JSON. Throws if there is none.
    [[nodiscard]] bool decide(const std::string& subject, const std::string& action,
                              const std::string& resource) const;
    /// The ids (or names) that a search finds, joined by blanks. Throws if it is refused.
    [[nodiscard]] std::string search(const std::string& what, const std::string& body) const;

    [[nodiscard]] const RunningDaemon& daemon() const { return *daemon_; }
    /// What stands before `/access`.
    [[nodiscard]] const std::string& prefix() const { return prefix_; }

private:
    DecisionPoint();

    std::unique_ptr<RunningDaemon> daemon_;
    std::string prefix_;
};

[[nodiscard]] std::string entity(std::string_view type, std::string_view id,
                                 std::string_view properties = "{}");
[[nodiscard]] std::string user(std::string_view id, std::string_view properties = "{}");
[[nodiscard]] std::string record(std::string_view id, std::string_view properties = "{}");
[[nodiscard]] std::string action(std::string_view name, std::string_view properties = "{}");
/// `{"subject":…,"action":…,"resource":…}` and more.
[[nodiscard]] std::string question(const std::string& subject, const std::string& action,
                                   const std::string& resource, const std::string& more = {});
/// The ids or names of an answer's results, joined by blanks.
[[nodiscard]] std::string results_of(const Answer& answer);

} // namespace pemba::testing
