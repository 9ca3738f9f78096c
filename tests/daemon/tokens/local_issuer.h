// LocalIssuer: an OpenID Connect provider on loopback, which may be down, slow or lie.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace httplib {
class Server;
}

namespace pemba::testing {

class LocalIssuer {
public:
    /// Serves on a free port at once.
    explicit LocalIssuer(std::string keys);
    ~LocalIssuer();
    LocalIssuer(const LocalIssuer&) = delete;
    LocalIssuer& operator=(const LocalIssuer&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// How often its keys were asked for.
    [[nodiscard]] int fetches() const { return fetches_; }
    /// From now on it answers so.
    void answer_keys(std::string keys, int status = 200);
    void answer_discovery(std::string document, int status = 200);

private:
    struct Answer {
        std::string body;
        int status = 200;
    };

    std::mutex mutex_;
    Answer keys_, discovery_;
    std::atomic<int> fetches_ = 0;
    std::unique_ptr<httplib::Server> server_;
    int port_ = 0;
    std::jthread thread_;
};

} // namespace pemba::testing
