// Daemon: the life of pembad, from an opened store to a listening server and back.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "config/config.h"
#include "log/log.h"

namespace pemba::server {

/// A running daemon. start() returns once it serves.
class Daemon {
public:
    struct Started {
        std::unique_ptr<Daemon> daemon; ///< none on failure
        std::string error;              ///< one sentence, with what to do
    };
    /// Reads the keys, opens audit log and store, and listens. The log outlives the daemon. Without
    /// a key file only `insecure_no_auth` starts, and then everybody is served. With a listening
    /// socket, which stays the caller's, it serves that one; `config.listen` is its address.
    [[nodiscard]] static Started start(const config::Config& config, log::Log& log,
                                       int listening_socket = -1);

    /// stop(), if it was not called.
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;

    /// Whether the store can be read. When a write of LMDB's root broke off it cannot, until it is
    /// opened again: stop the daemon and start another.
    [[nodiscard]] bool can_read() const;

    /// Applies those of the options, read anew, that can change while it serves, and the key file's
    /// keys and TLS' files as they are now; names in the log what it changed, what needs a restart,
    /// and what is wrong, in which case that stays as it was. Opens the audit log's file
    /// anew. One thread at a time.
    void reload(const config::Parsed& read);

    /// Reads the key file again: from then on its keys are the ones. If it cannot be read, the keys
    /// stay as they are and the log says so.
    void reload_keys();

    /// Reads certificate, key and client CA again: connections begin with them from then on, and
    /// those that are open go on. If anything is wrong with them, the old ones stay and the log
    /// says so.
    void reload_tls();

    /// Stops accepting, lets requests finish within the configured grace and closes the store and
    /// the audit log.
    void stop();

private:
    struct State;
    explicit Daemon(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba::server
