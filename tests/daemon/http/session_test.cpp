// Connections that behave well, badly and not at all.
#include "http/server.h"

#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

const std::string kKeyField = std::string("Authorization: Bearer ") + kKey + "\r\n";

config::Config impatient() {
    config::Config config;
    config.read_timeout = 1;
    config.idle_timeout = 1;
    config.max_header_bytes = 1024;
    config.max_body_bytes = 1024;
    config.max_import_bytes = 4096;
    return config;
}

} // namespace

TEST_SUITE("http/session") {
    TEST_CASE("pipelining: requests sent at once are answered in their order") {
        const RunningDaemon daemon;
        daemon.fill();
        std::string requests;
        for (int i = 0; i < 200; ++i)
            requests +=
                i % 3 == 0   ? http_post("/v1/permissions/check", check_body("doc:1#view@user:ann"))
                : i % 3 == 1 ? http_post("/v1/relationships/read",
                                         R"({"relationshipFilter":{"resourceType":"group"}})")
                             : http_post("/v1/nothing", "{}");
        requests += "GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
        const std::string answers = daemon.raw(requests);
        CHECK(count(answers, "HTTP/1.1 ") == 201);
        CHECK(count(answers, "PERMISSIONSHIP_HAS_PERMISSION") == 67);
        std::size_t at = 0;
        for (int i = 0; i < 200; ++i) {
            const char* next = i % 3 == 0   ? "\"permissionship\""
                               : i % 3 == 1 ? "\"relationship\""
                                            : "Not Found\",";
            at = answers.find(next, at);
            REQUIRE_MESSAGE(at != std::string::npos, i);
            ++at;
        }
        CHECK(answers.ends_with(R"({"status":"SERVING"})"));
    }
    TEST_CASE("a request that comes byte by byte is answered") {
        const RunningDaemon daemon;
        const int socket = daemon.connect();
        for (const char c :
             std::string("GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"))
            REQUIRE(::send(socket, &c, 1, MSG_NOSIGNAL) == 1);
        char buffer[512];
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        ::close(socket);
        REQUIRE(got > 0);
        CHECK(
            std::string(buffer, static_cast<std::size_t>(got)).starts_with("HTTP/1.1 200 OK\r\n"));
    }
    TEST_CASE("malformed requests are 400 and the connection is closed") {
        const RunningDaemon daemon;
        for (const char* bytes :
             {"nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
              "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
              "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
            const std::string answer = daemon.raw(bytes);
            CHECK_MESSAGE(answer.starts_with("HTTP/1.1 400 "), bytes);
            CHECK(count(answer, "Connection: close\r\n") == 1);
        }
        CHECK(daemon.get("/healthz").status == 200);
    }
    TEST_CASE("a request that never ends is 408, an idle connection is closed without a word") {
        const RunningDaemon daemon(impatient());
        CHECK(daemon.raw("GET /healthz HT").starts_with("HTTP/1.1 408 "));
        CHECK(daemon
                  .raw("POST /v1/schema/read HTTP/1.1\r\n" + kKeyField +
                       "Content-Length: 10\r\n\r\n{")
                  .starts_with("HTTP/1.1 408 "));
        CHECK(daemon.raw("").empty());
    }
    TEST_CASE("oversized headers are 431; a body over the route's limit 429, over any limit 413") {
        const RunningDaemon daemon(impatient());
        CHECK(daemon.raw("GET /healthz HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
                  .starts_with("HTTP/1.1 431 "));
        CHECK(daemon.raw(http_post("/v1/schema/read", std::string(2000, ' ')))
                  .starts_with("HTTP/1.1 429 "));
        CHECK(daemon.raw(http_post("/v1/schema/read", std::string(5000, ' ')))
                  .starts_with("HTTP/1.1 413 "));
        CHECK(daemon.raw("POST / HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n")
                  .starts_with("HTTP/1.1 413 "));
        std::string chunked = "POST /v1/schema/read HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 20; ++i)
            chunked += "100\r\n" + std::string(256, ' ') + "\r\n";
        CHECK(count(daemon.raw(chunked + "0\r\n\r\n"), "HTTP/1.1 4") == 1);
    }
    TEST_CASE("a header that comes field by field is held to its limit as a whole") {
        const RunningDaemon daemon(impatient());
        const int socket = daemon.connect();
        const std::string field = "X: " + std::string(95, 'x') + "\r\n";
        std::string_view next = "GET /healthz HTTP/1.1\r\n";
        for (int i = 0; i < 20; ++i, next = field) {
            ::send(socket, next.data(), next.size(), MSG_NOSIGNAL);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        CHECK(read_all(socket).starts_with("HTTP/1.1 431 "));
        ::close(socket);
    }
    TEST_CASE("a chunk's extensions and a body's trailers are held to the header's limit") {
        const RunningDaemon daemon(impatient());
        const std::string head =
            "POST /v1/schema/read HTTP/1.1\r\n" + kKeyField + "Transfer-Encoding: chunked\r\n\r\n";
        CHECK(daemon.raw(head + "2;x=" + std::string(2000, 'x')).starts_with("HTTP/1.1 431 "));
        CHECK(daemon.raw(head + "2\r\n{}\r\n0\r\nX: " + std::string(2000, 'x'))
                  .starts_with("HTTP/1.1 431 "));
    }
    TEST_CASE("a chunked request, `Expect: 100-continue` and HTTP/1.0 are understood") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string chunked =
            daemon.raw("POST /v1/schema/read HTTP/1.1\r\nConnection: close\r\n" + kKeyField +
                       "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
        CHECK(chunked.starts_with("HTTP/1.1 200 "));
        const std::string expecting =
            daemon.raw("POST /v1/schema/read HTTP/1.1\r\nConnection: close\r\n" + kKeyField +
                       "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
        CHECK(expecting.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
        const std::string old = daemon.raw("GET /healthz HTTP/1.0\r\n\r\n");
        CHECK(count(old, "Connection: close\r\n") == 1);
    }
    TEST_CASE(
        "unknown paths are 404 code 5, wrong methods 501 code 12, and a request id comes back") {
        const RunningDaemon daemon;
        CHECK(daemon.get("/nothing").code() == 5);
        CHECK(daemon.get("/v1/permissions/check").status == 501);
        CHECK(daemon.get("/v1/permissions/check").code() == 12);
        CHECK(daemon.post("/v1/permissions/check/", "{}").status == 404);
        const std::string answer = daemon.raw(
            "GET /healthz HTTP/1.1\r\nX-Request-ID: mine-1\r\nConnection: close\r\n\r\n");
        CHECK(count(answer, "X-Request-ID: mine-1\r\n") == 1);
        const std::string forged =
            daemon.raw("GET /healthz HTTP/1.1\r\nX-Request-ID: a b\r\nConnection: close\r\n\r\n");
        CHECK(count(forged, "a b") == 0);
    }
    TEST_CASE("a check that takes long is answered elsewhere, in its turn") {
        config::Config config;
        config.max_io_wait = config.max_worker_wait = 60'000; // whatever else the machine does
        const RunningDaemon daemon(config);
        daemon.fill();
        std::string body = relationship("group:g3000#member@user:ann");
        for (int i = 0; i < 3'000; ++i)
            body += "," + relationship("group:g" + std::to_string(i) + "#member@group:g" +
                                       std::to_string(i + 1) + "#member");
        daemon.must_post("/v1/relationships/importbulk", "{\"relationships\":[" + body + "]}");
        std::string requests;
        for (int i = 0; i < 10; ++i) {
            requests += http_post("/v1/permissions/check", check_body("group:g0#member@user:ann"));
            requests += http_post("/v1/permissions/check", check_body("group:g0#member@user:zoe"));
            requests += http_post("/v1/nothing", "{}");
        }
        requests += "GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
        const std::string answers = daemon.raw(requests);
        std::size_t at = 0;
        for (int i = 0; i < 10; ++i)
            for (const char* next : {"_HAS_PERMISSION", "_NO_PERMISSION", "Not Found\","}) {
                at = answers.find(next, at);
                REQUIRE_MESSAGE(at != std::string::npos, i << " " << next);
                ++at;
            }
        CHECK(answers.ends_with(R"({"status":"SERVING"})"));
    }
    TEST_CASE("connections over the limit are told 503") {
        config::Config config;
        config.max_connections = 2;
        const RunningDaemon daemon(config);
        const int first = daemon.connect(), second = daemon.connect();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        CHECK(daemon.raw("GET /healthz HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 503 "));
        ::close(first);
        ::close(second);
    }
    TEST_CASE("a client that leaves in the middle of a stream ends it, and the server goes on") {
        const RunningDaemon daemon;
        daemon.fill();
        std::string body;
        for (int i = 0; i < 20'000; ++i)
            body += (i ? "," : "") + relationship("doc:d" + std::to_string(i) + "#viewer@user:ann");
        daemon.must_post("/v1/relationships/importbulk", "{\"relationships\":[" + body + "]}");
        const std::string request = http_post("/v1/relationships/exportbulk", "{}");
        for (int i = 0; i < 5; ++i) {
            const int socket = daemon.connect();
            REQUIRE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0);
            char buffer[100];
            CHECK(::recv(socket, buffer, sizeof buffer, 0) > 0);
            ::close(socket);
        }
        bool alone = false; // only the connection that asks is left
        for (int i = 0; i < 200 && !alone; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            alone = count(daemon.get("/metrics").body, "pembad_http_connections 1\n") == 1;
        }
        CHECK(alone);
        CHECK(count(daemon.must_post("/v1/relationships/exportbulk", "{}").body, "\"resource\":") ==
              20'005);
    }
}
