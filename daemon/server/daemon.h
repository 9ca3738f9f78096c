// Daemon: the life of pembad, from an opened store to a listening server and back.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

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
    /// Opens the store and listens. The log outlives the daemon. An empty list of keys means that
    /// everybody is served, which only `insecure_no_auth` allows.
    [[nodiscard]] static Started start(const config::Config& config,
                                       const std::vector<std::string>& keys, log::Log& log);

    /// stop(), if it was not called.
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;

    /// Whether the store can be read. When a write of LMDB's root broke off it cannot, until it is
    /// opened again: stop the daemon and start another.
    [[nodiscard]] bool can_read() const;

    /// Applies those of the options, read anew, that can change while it serves; names in the log
    /// what it changed, what needs a restart, and what is wrong, in which case nothing changes.
    /// One thread at a time.
    void reload(const config::Parsed& read);

    /// Stops accepting, lets requests finish within the configured grace and closes the store.
    void stop();

private:
    struct State;
    explicit Daemon(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba::server
