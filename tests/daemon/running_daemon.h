// RunningDaemon: a pembad in this process, on a temporary store and a free port.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "config/config.h"
#include "keys/key_file.h"
#include "log/log.h"
#include "server/daemon.h"
#include "support/temp_store.h"

namespace pemba::testing {

/// An answer over HTTP.
struct Answer {
    int status = 0;
    std::string content_type;
    std::string body;
    std::multimap<std::string, std::string> headers = {};

    /// A header's value, "" if there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
    /// The body as JSON. Throws if it is not.
    [[nodiscard]] boost::json::value json() const;
    /// The `code` of an error.
    [[nodiscard]] std::int64_t code() const;
    /// The `reason` of an error's first detail.
    [[nodiscard]] std::string reason() const;
};

inline constexpr const char* kKey = "a-key-for-tests";

class RunningDaemon {
public:
    /// Starts with the options given; folder, port and keys are set here. Throws if it cannot.
    explicit RunningDaemon(config::Config config = {});

    [[nodiscard]] Answer post(const std::string& path, const std::string& body) const;
    /// The same with a request that must be answered 200. Throws otherwise.
    Answer must_post(const std::string& path, const std::string& body) const;
    [[nodiscard]] Answer get(const std::string& path) const;
    /// Any method, with the key unless `headers` has an Authorization.
    [[nodiscard]] Answer ask(const std::string& method, const std::string& path,
                             const std::string& body = {},
                             const std::multimap<std::string, std::string>& headers = {}) const;
    /// Writes a small schema (`doc`, `group`, `user`) and a few relationships.
    void fill() const;

    /// Sends bytes as they are and reads until the server closes or `seconds` are over.
    [[nodiscard]] std::string raw(std::string_view bytes, int seconds = 5) const;
    /// A connected socket, closed by the caller.
    [[nodiscard]] int connect() const;

    [[nodiscard]] int port() const { return daemon_->port(); }
    /// The keys from now on, instead of kKey, which opens everything.
    void replace_keys(const std::vector<keys::Key>& keys);
    void reload_tls() { daemon_->reload_tls(); }
    /// As SIGHUP does it, with the same options.
    void reload() { daemon_->reload({.config = config_, .output = {}}); }
    [[nodiscard]] const config::Config& config() const { return config_; }
    void stop() { daemon_->stop(); }

private:
    void write_keys(const std::vector<keys::Key>& keys);

    TempStore store_, keys_;
    config::Config config_;
    log::Log log_;
    std::unique_ptr<server::Daemon> daemon_;
};

/// Sends all bytes, or as many as the other end takes.
void send_all(int socket, std::string_view bytes);
/// All that comes until the other end closes, or the socket's patience ends.
[[nodiscard]] std::string read_all(int socket);

/// A request with its head, for raw().
[[nodiscard]] std::string http_post(std::string_view path, std::string_view body,
                                    std::string_view key = kKey);
/// `{"resource":…,"permission":…,"subject":…}` of texts such as `doc:1#view@user:ann`.
[[nodiscard]] std::string check_body(std::string_view question);
/// A relationship's JSON of such a text.
[[nodiscard]] std::string relationship(std::string_view tuple);
/// How often a text stands in another.
[[nodiscard]] std::size_t count(std::string_view text, std::string_view part);

} // namespace pemba::testing
