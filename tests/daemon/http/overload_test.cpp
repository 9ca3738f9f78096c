// More than can be done: what is refused, at once and with a word, and what goes on.
#include <chrono>

#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

const std::string kHead = "POST /v1/relationships/importbulk HTTP/1.1\r\nHost: t\r\n";

std::string with_key(const std::string& key) {
    return "Authorization: Bearer " + key + "\r\n";
}

// A check that evaluates some hundred conditions.
void fill_with_conditions(const RunningDaemon& daemon) {
    daemon.must_post("/v1/schema/write",
                     R"({"schema":"definition user {} )"
                     R"(caveat reaches(level int, least int) { level >= least } )"
                     R"(definition group { relation member: user }\n)"
                     R"(definition doc { relation viewer: group#member with reaches\n)"
                     R"( permission view = viewer }"})");
    std::string updates;
    for (int i = 0; i < 300; ++i) {
        std::string tuple = relationship("doc:1#viewer@group:g" + std::to_string(i) + "#member");
        tuple.insert(tuple.size() - 1, R"(,"optionalCaveat":{"caveatName":"reaches","context":)"
                                       R"({"least":9}})");
        updates += std::string(i == 0 ? "" : ",") +
                   R"({"operation":"OPERATION_TOUCH","relationship":)" + tuple + "}," +
                   R"({"operation":"OPERATION_TOUCH","relationship":)" +
                   relationship("group:g" + std::to_string(i) + "#member@user:ann") + "}";
    }
    daemon.must_post("/v1/relationships/write", R"({"updates":[)" + updates + "]}");
}

std::string costly_check() {
    std::string body = check_body("doc:1#view@user:ann");
    body.insert(body.size() - 1, R"(,"context":{"level":1})");
    return http_post("/v1/permissions/check", body);
}

} // namespace

TEST_SUITE("http/overload") {
    TEST_CASE("overload: what an io thread has no time for is 503 with Retry-After, never lost") {
        config::Config config;
        config.threads = 1;
        config.max_io_wait = 1;
        const RunningDaemon daemon(config);
        fill_with_conditions(daemon);
        constexpr int kConnections = 32, kRequests = 40;
        std::string requests;
        for (int i = 0; i < kRequests; ++i)
            requests += costly_check();
        std::vector<int> sockets;
        for (int i = 0; i < kConnections; ++i)
            sockets.push_back(daemon.connect());
        for (const int socket : sockets)
            send_all(socket, requests);
        CHECK(daemon.get("/healthz").status == 200); // which is never too much
        std::size_t allowed = 0, refused = 0, told_when = 0;
        for (const int socket : sockets) {
            ::shutdown(socket, SHUT_WR); // a half-closed connection is answered too
            const std::string answers = read_all(socket);
            ::close(socket);
            allowed += count(answers, "HTTP/1.1 200 OK\r\n");
            refused += count(answers, "HTTP/1.1 503 ");
            told_when += count(answers, "\r\nRetry-After: 1\r\n");
        }
        CHECK(allowed + refused == kConnections * kRequests);
        CHECK(allowed > 0);
        CHECK(refused > 0);
        CHECK(told_when == refused);
        CHECK(daemon.post("/v1/permissions/check", check_body("doc:1#view@user:ann")).status ==
              200);
    }
    TEST_CASE("overload: a client that sends much at once does not keep others waiting") {
        config::Config config;
        config.threads = 1;
        const RunningDaemon daemon(config);
        fill_with_conditions(daemon);
        std::string requests;
        for (int i = 0; i < 400; ++i)
            requests += costly_check();
        const int pushing = daemon.connect();
        send_all(pushing, requests);
        CHECK(daemon.get("/healthz").status == 200);
        // Of what came at once, much is still to be done when the other has its answer.
        ::shutdown(pushing, SHUT_WR);
        const std::string answers = read_all(pushing);
        ::close(pushing);
        CHECK(count(answers, "HTTP/1.1 ") == 400);
    }
    TEST_CASE("overload: a stranger is refused before the body has come") {
        const RunningDaemon daemon;
        const std::string stranger =
            daemon.raw(kHead + with_key("wrong") + "Content-Length: 1000000\r\n\r\n");
        CHECK(stranger.starts_with("HTTP/1.1 401 "));
        CHECK(count(stranger, "Connection: close\r\n") == 1);
        const std::string chunked =
            daemon.raw(kHead + with_key("wrong") + "Transfer-Encoding: chunked\r\n\r\n");
        CHECK(chunked.starts_with("HTTP/1.1 401 "));
        const std::string polite = daemon.raw(kHead + with_key("wrong") +
                                              "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        CHECK(polite.starts_with("HTTP/1.1 401 "));
    }
    TEST_CASE("overload: a stranger whose request has no body keeps the connection") {
        const RunningDaemon daemon;
        const std::string head = "GET /stores HTTP/1.1\r\nHost: pemba\r\n" + with_key("wrong");
        const std::string answers = daemon.raw(head + "\r\n" + head + "Connection: close\r\n\r\n");
        CHECK(count(answers, "HTTP/1.1 401 ") == 2);
    }
    TEST_CASE("overload: large bodies are held to a number of bytes together") {
        config::Config config;
        config.max_large_bodies = 1;
        const RunningDaemon daemon(config);
        const std::string part(800'000, ' ');
        const std::string request =
            kHead + with_key(kKey) + "Content-Length: 1000000\r\n\r\n" + part;
        const int waiting = daemon.connect();
        send_all(waiting, request);
        std::string answer;
        for (int i = 0; i < 100 && !answer.starts_with("HTTP/1.1 503 "); ++i)
            answer = daemon.raw(request, 1); // until the other has come
        CHECK(answer.starts_with("HTTP/1.1 503 "));
        CHECK(count(answer, "\r\nRetry-After: 1\r\n") == 1);
        ::close(waiting);
        for (int i = 0; i < 100 && answer.starts_with("HTTP/1.1 503 "); ++i)
            answer = daemon.raw(request + std::string(200'000, ' '), 1);
        CHECK(answer.starts_with("HTTP/1.1 200 ")); // once the other has gone
    }
}
