// Starting, refusing to start, and stopping.
#include "server/daemon.h"

#include <atomic>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <httplib.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

// The body of an import of so many tuples.
std::string tuples_json(int count) {
    std::string body;
    for (int i = 0; i < count; ++i)
        body += (i ? "," : "") + relationship("doc:d" + std::to_string(i) + "#viewer@user:ann");
    return "{\"relationships\":[" + body + "]}";
}

constexpr int kImported = 60'000;        // more than sockets hold
constexpr int kExported = kImported + 5; // with those of fill()

// The answer to an export that has begun, and waits for its reader, when the daemon is stopped. The
// reader goes on after a pause.
std::string export_over_a_stop(const config::Config& config, std::chrono::milliseconds pause) {
    RunningDaemon daemon(config);
    daemon.fill();
    daemon.must_post("/v1/relationships/importbulk", tuples_json(kImported));
    const int socket = daemon.connect();
    send_all(socket, http_post("/v1/relationships/exportbulk", "{}"));
    char buffer[100];
    REQUIRE(::recv(socket, buffer, sizeof buffer, 0) > 0);
    std::thread stopping([&] { daemon.stop(); });
    std::this_thread::sleep_for(pause);
    std::string answer(read_all(socket));
    ::close(socket);
    stopping.join();
    return answer;
}

} // namespace

TEST_SUITE("server/daemon") {
    TEST_CASE("a second daemon on the same store is refused and told what to do") {
        const RunningDaemon first;
        config::Config config = first.config();
        log::Log log(log::Level::Error, log::Format::Text);
        const auto second = server::Daemon::start(config, log);
        CHECK(!second.daemon);
        CHECK(count(second.error, config.data) >= 1);
        CHECK(count(second.error, "--data") == 1);
    }
    TEST_CASE("without a key it refuses to start, unless told to serve everybody") {
        const TempStore store;
        config::Config config;
        config.data = store.path();
        config.listen = "127.0.0.1:0";
        config.map_size = 1;
        log::Log log(log::Level::Error, log::Format::Json);
        CHECK(count(server::Daemon::start(config, log).error, "--key-file") == 1);
        config.insecure_no_auth = true;
        const auto open = server::Daemon::start(config, log);
        REQUIRE(open.daemon);
        httplib::Client client("127.0.0.1", open.daemon->port());
        CHECK(client.Post("/v1/schema/read", "{}", "application/json")->status == 404);
    }
    TEST_CASE("an address that is taken or none is refused") {
        const RunningDaemon first;
        const TempStore store;
        config::Config config;
        config.data = store.path();
        config.map_size = 1;
        config.key_file = first.config().key_file;
        log::Log log(log::Level::Error, log::Format::Text);
        for (const std::string& address : {"127.0.0.1:" + std::to_string(first.port()),
                                           std::string("nowhere"), std::string("nowhere:80")}) {
            config.listen = address;
            CHECK(count(server::Daemon::start(config, log).error, "--listen") == 1);
        }
    }
    TEST_CASE("stopping finishes an export whose reader is slow") {
        config::Config config;
        config.shutdown_grace = 300;
        const std::string answer = export_over_a_stop(config, std::chrono::milliseconds(100));
        CHECK(count(answer, "\"resource\":") == kExported);
        CHECK(count(answer, R"("error":)") == 0);
        CHECK(answer.ends_with("\r\n0\r\n\r\n"));
    }
    TEST_CASE("at the end of the grace an export ends with a line that says to go on") {
        config::Config config;
        config.shutdown_grace = 2;
        const std::string answer = export_over_a_stop(config, std::chrono::milliseconds(1'200));
        CHECK(count(answer, "\"resource\":") < kExported);
        CHECK(count(answer, "go on after the last cursor") == 1);
        CHECK(answer.ends_with("\r\n0\r\n\r\n"));
    }
    TEST_CASE("stopping answers an import that was sent, however much of it has been read") {
        config::Config config;
        config.shutdown_grace = 300;
        RunningDaemon daemon(config);
        daemon.fill();
        const int socket = daemon.connect();
        send_all(socket, http_post("/v1/relationships/importbulk", tuples_json(60'000)));
        daemon.stop();
        const std::string answer = read_all(socket);
        ::close(socket);
        CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(count(answer, R"("numLoaded":"60000")") == 1);
    }
    TEST_CASE("stopping answers a request that has come to a connection that was idle") {
        const std::string request = "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n";
        for (int round = 0; round < 50; ++round) {
            RunningDaemon daemon;
            const int socket = daemon.connect();
            char buffer[16 * 1024];
            send_all(socket, request);
            REQUIRE(::recv(socket, buffer, sizeof buffer, 0) > 0);
            send_all(socket, request);
            daemon.stop();
            const std::string answer = read_all(socket);
            ::close(socket);
            REQUIRE_MESSAGE(answer.starts_with("HTTP/1.1 "), round);
        }
    }
    TEST_CASE("stopping under load answers what was taken, and every answered write is there") {
        config::Config config;
        config.insecure_no_auth = true;
        RunningDaemon daemon(config);
        const int port = daemon.port();
        daemon.must_post(
            "/v1/schema/write",
            R"({"schema":"definition user {}\ndefinition doc {\n relation viewer: user\n}"})");
        std::atomic<int> written{0}, strange{0};
        std::vector<std::thread> clients;
        for (int c = 0; c < 4; ++c) {
            clients.emplace_back([&, c] {
                httplib::Client client("127.0.0.1", port);
                client.set_keep_alive(true);
                for (int i = 0;; ++i) {
                    const std::string tuple =
                        "doc:c" + std::to_string(c) + "#viewer@user:u" + std::to_string(i);
                    const auto answer =
                        client.Post("/v1/relationships/write",
                                    R"({"updates":[{"operation":1,"relationship":)" +
                                        relationship(tuple) + "}]}",
                                    "application/json");
                    if (!answer)
                        return;
                    if (answer->status == 200)
                        ++written;
                    else
                        ++strange;
                }
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        daemon.stop();
        for (auto& client : clients)
            client.join();
        CHECK(written > 0);
        CHECK(strange == 0);
        const auto engine = must(Engine::open(
            {.directory = daemon.config().data, .create = false, .map_bytes = 1 << 30}));
        CHECK(must(engine->statistics()).tuples >= static_cast<std::uint64_t>(written));
    }
}
