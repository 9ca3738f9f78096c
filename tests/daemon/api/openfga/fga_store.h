// FgaStore: a store of a running daemon, asked over OpenFGA's API.
#pragma once

#include <string>
#include <string_view>

#include "daemon/running_daemon.h"

namespace pemba::testing {

/// A daemon with one store, which has a small model: `document` with `owner`, `viewer` (users,
/// `user:*`, `group#member`, users `with under`, owners, viewers of the `parent` folder), `banned`
/// and `can_view`; `group` with `member`; `folder` with `viewer`.
class FgaStore {
public:
    explicit FgaStore(config::Config config = {});

    /// A request below the store: `post("/check", …)`.
    [[nodiscard]] Answer post(const std::string& path, const std::string& body) const;
    [[nodiscard]] Answer get(const std::string& path) const;
    /// Writes tuples, `document:1#viewer@user:ann` each. Throws if that is refused.
    void write(std::initializer_list<std::string_view> tuples) const;
    /// Whether a tuple's question is answered yes. Throws if it is refused.
    [[nodiscard]] bool check(std::string_view question) const;

    [[nodiscard]] const RunningDaemon& daemon() const { return daemon_; }
    [[nodiscard]] std::string path() const { return "/stores/" + id_; }
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::string& model() const { return model_; }

private:
    RunningDaemon daemon_;
    std::string id_;
    std::string model_;
};

/// The model as JSON.
extern const char* const kFgaModel;
/// `{"user":…,"relation":…,"object":…}` of `document:1#viewer@user:ann`.
[[nodiscard]] std::string tuple_key(std::string_view tuple);
/// The `code` of an error.
[[nodiscard]] std::string fga_code(const Answer& answer);

} // namespace pemba::testing
