// TLS: who is let in, and that everything works through it as it does without.
#include "http/tls.h"

#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include "daemon/running_daemon.h"
#include "daemon/tls_client.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr std::string_view kAlive = "GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
constexpr std::string_view kStillAlive = "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n";
constexpr std::string_view kServing = R"({"status":"SERVING"})";

enum class Clients { Anybody, Signed, NotRevoked };

// An authority, a server that it vouches for, and clients that trust it.
struct TlsServer {
    explicit TlsServer(config::Config config = {}, Clients clients = Clients::Anybody)
        : daemon(with_files(std::move(config), clients)) {}

    config::Config with_files(config::Config config, Clients clients) {
        std::signal(SIGPIPE, SIG_IGN); // as pembad does
        const CertificateFiles files = authority.issue("server");
        config.tls_certificate = files.certificate;
        config.tls_key = files.key;
        if (clients != Clients::Anybody)
            config.tls_client_ca = authority.certificate();
        if (clients == Clients::NotRevoked)
            config.tls_client_crl = authority.revoke("revoked", {});
        return config;
    }
    TlsClientOptions trusting() const { return {.ca = authority.certificate()}; }
    std::string ask(const TlsClientOptions& options, std::string_view request = kAlive) const {
        return TlsClient(daemon.connect(), options).ask(request);
    }

    TempStore folder;
    CertificateAuthority authority{folder.path(), "authority"};
    RunningDaemon daemon;
};

std::string metric(TlsClient& client, const std::string& name) {
    client.send("GET /metrics HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    const std::string text = client.read_all();
    const std::size_t at = text.find("\n" + name + " ");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + name.size() + 2;
    return text.substr(begin, text.find('\n', begin) - begin);
}

// Asks on a new connection each time, until it is so.
bool becomes(const TlsServer& server, const std::string& name, const std::string& value) {
    for (int i = 0; i < 200; ++i) {
        TlsClient client(server.daemon.connect(), server.trusting());
        if (metric(client, name) == value)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

void overwrite(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::trunc) << text;
}

} // namespace

TEST_SUITE("http/tls") {
    TEST_CASE("a client that trusts the authority is answered, with TLS 1.2 and 1.3") {
        const TlsServer server;
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsClientOptions options = server.trusting();
            options.most_version = version;
            TlsClient client(server.daemon.connect(), options);
            REQUIRE(client.connected());
            CHECK(client.version() == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
            CHECK(client.protocol() == "http/1.1");
            CHECK(client.server_name() == "server");
            CHECK(client.ask(kAlive).ends_with(kServing));
            CHECK(client.ended_cleanly());
        }
    }
    TEST_CASE("TLS 1.1, a protocol that is not HTTP/1.1 and a server of another authority fail") {
        const TlsServer server;
        TlsClientOptions old = server.trusting();
        old.most_version = TLS1_1_VERSION;
        CHECK(!TlsClient(server.daemon.connect(), old).connected());
        TlsClientOptions newer = server.trusting();
        newer.protocol = "h2";
        CHECK(!TlsClient(server.daemon.connect(), newer).connected());
        const CertificateAuthority stranger(server.folder.path(), "stranger");
        CHECK(!TlsClient(server.daemon.connect(), {.ca = stranger.certificate()}).connected());
        CHECK(server.ask(server.trusting()).ends_with(kServing));
    }
    TEST_CASE("with a client CA only those whom it signed are answered") {
        const TlsServer server({}, Clients::Signed);
        const CertificateAuthority stranger(server.folder.path(), "stranger");
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsClientOptions options = server.trusting();
            options.most_version = version;
            CHECK(server.ask(options).empty());
            options.own = stranger.issue("intruder");
            CHECK(server.ask(options).empty());
            options.own = server.authority.issue("expired", -60);
            CHECK(server.ask(options).empty());
            options.own = server.authority.issue("client");
            CHECK(server.ask(options).ends_with(kServing));
        }
    }
    TEST_CASE("a client whose certificate was revoked is not answered from the next reload on") {
        TlsServer server({}, Clients::NotRevoked);
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsClientOptions one = server.trusting(), other = server.trusting();
            one.most_version = other.most_version = version;
            one.own = server.authority.issue("one");
            other.own = server.authority.issue("other");
            CHECK(server.ask(one).ends_with(kServing));
            server.authority.revoke("revoked", {one.own});
            CHECK(server.ask(one).ends_with(kServing));
            server.daemon.reload_tls();
            CHECK(server.ask(one).empty());
            CHECK(server.ask(other).ends_with(kServing));
        }
    }
    TEST_CASE("when lists of revoked certificates end is told") {
        const std::string name = "pembad_tls_client_crl_expires_timestamp_seconds";
        TlsServer without({}, Clients::Signed), with({}, Clients::NotRevoked);
        const auto told_by = [&](const TlsServer& server) {
            TlsClientOptions options = server.trusting();
            options.own = server.authority.issue("client");
            TlsClient client(server.daemon.connect(), options);
            return std::stoll(metric(client, name));
        };
        CHECK(told_by(without) == 0);
        CHECK(told_by(with) > std::time(nullptr));
    }
    TEST_CASE("a list of revoked certificates that has expired, or is another's, lets nobody in") {
        TlsServer server({}, Clients::NotRevoked);
        TlsClientOptions client = server.trusting();
        client.own = server.authority.issue("client");
        server.authority.revoke("revoked", {}, -60);
        server.daemon.reload_tls();
        CHECK(server.ask(client).empty());
        server.authority.revoke("revoked", {});
        server.daemon.reload_tls();
        CHECK(server.ask(client).ends_with(kServing));
        const CertificateAuthority stranger(server.folder.path(), "stranger");
        stranger.revoke("revoked", {});
        server.daemon.reload_tls();
        CHECK(server.ask(client).empty());
    }
    TEST_CASE("a new certificate is for new connections, and an old one goes on") {
        TlsServer server;
        TlsClient old(server.daemon.connect(), server.trusting());
        old.send(kStillAlive);
        CHECK(old.read_until(kServing).ends_with(kServing));
        const CertificateFiles fresh = server.authority.issue("renewed");
        const auto replace = std::filesystem::copy_options::overwrite_existing;
        std::filesystem::copy_file(fresh.certificate, server.daemon.config().tls_certificate,
                                   replace);
        std::filesystem::copy_file(fresh.key, server.daemon.config().tls_key, replace);
        server.daemon.reload_tls();
        TlsClient young(server.daemon.connect(), server.trusting());
        CHECK(young.server_name() == "renewed");
        CHECK(young.ask(kAlive).ends_with(kServing));
        CHECK(old.server_name() == "server");
        CHECK(old.ask(kAlive).ends_with(kServing));
    }
    TEST_CASE("certificates are replaced while connections begin") {
        TlsServer server;
        std::jthread replacing([&](const std::stop_token& stop) {
            while (!stop.stop_requested())
                server.daemon.reload_tls();
        });
        for (int i = 0; i < 50; ++i)
            CHECK(server.ask(server.trusting()).ends_with(kServing));
    }
    TEST_CASE("broken files leave the certificate as it was") {
        TlsServer server;
        overwrite(server.daemon.config().tls_certificate, "no certificate");
        server.daemon.reload_tls();
        CHECK(server.ask(server.trusting()).ends_with(kServing));
    }
    TEST_CASE("a handshake that does not get on is cut, and counts as a connection until then") {
        config::Config config;
        config.read_timeout = 1;
        const TlsServer server(config);
        const int silent = server.daemon.connect(), slow = server.daemon.connect();
        send_all(slow, "\x16\x03\x01");
        {
            TlsClient client(server.daemon.connect(), server.trusting());
            CHECK(metric(client, "pembad_http_connections") == "3");
        }
        const auto begin = std::chrono::steady_clock::now();
        CHECK(read_all(silent).empty());
        CHECK(read_all(slow).empty());
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
        ::close(silent);
        ::close(slow);
        CHECK(becomes(server, "pembad_http_connections", "1"));
    }
    TEST_CASE("a client may change its keys, and is cut off if that is all that it does") {
        const TlsServer server;
        TlsClient client(server.daemon.connect(), server.trusting());
        CHECK(client.update_keys(5));
        client.send(kStillAlive);
        CHECK(client.read_until(kServing).ends_with(kServing));
        (void)client.update_keys(1'000); // how many of them are on their way is the system's
        client.send(kAlive);
        CHECK(client.read_all().empty());
        CHECK(server.ask(server.trusting()).ends_with(kServing));
    }
    TEST_CASE("plain HTTP is told to use TLS, and what is neither is cut off") {
        const TlsServer server;
        const std::string answer = server.daemon.raw(kAlive);
        CHECK(answer.starts_with("HTTP/1.1 400 "));
        CHECK(count(answer, "https://") == 1);
        CHECK(count(server.daemon.raw("nonsense, and more of it\r\n\r\n"), "HTTP") == 0);
        CHECK(server.ask(server.trusting()).ends_with(kServing));
    }
    TEST_CASE("over the limit of connections there is no handshake") {
        config::Config config;
        config.max_connections = 1;
        const TlsServer server(config);
        const int first = server.daemon.connect();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        CHECK(!TlsClient(server.daemon.connect(), server.trusting()).connected());
        ::close(first);
    }
    TEST_CASE("pipelined requests and a request that comes byte by byte are answered in order") {
        const TlsServer server;
        std::string requests;
        for (int i = 0; i < 300; ++i)
            requests += i % 2 == 0 ? std::string(kStillAlive) : http_post("/v1/nothing", "{}");
        const std::string answers = server.ask(server.trusting(), requests + std::string(kAlive));
        CHECK(count(answers, "HTTP/1.1 200 ") == 151);
        CHECK(count(answers, "HTTP/1.1 404 ") == 150);
        CHECK(answers.ends_with(kServing));
        TlsClient slow(server.daemon.connect(), server.trusting());
        for (const char& c : kAlive)
            slow.send({&c, 1});
        CHECK(slow.read_all().ends_with(kServing));
    }
    TEST_CASE("a large body goes in and a long stream comes out, however slowly it is read") {
        const TlsServer server;
        std::string body;
        for (int i = 0; i < 20'000; ++i)
            body += (i ? "," : "") + relationship("doc:d" + std::to_string(i) + "#viewer@user:ann");
        TlsClient client(server.daemon.connect(), server.trusting());
        client.send(http_post("/v1/schema/write",
                              R"({"schema": "definition user {}\n)"
                              R"(definition doc {\n relation viewer: user\n}"})"));
        CHECK(count(client.read_until("}}"), "writtenAt") == 1);
        client.send(
            http_post("/v1/relationships/importbulk", "{\"relationships\":[" + body + "]}"));
        CHECK(count(client.read_until("}"), "20000") == 1);
        client.send(http_post("/v1/relationships/exportbulk", "{}"));
        std::this_thread::sleep_for(std::chrono::milliseconds(300)); // until the socket is full
        CHECK(count(client.read_until("\r\n0\r\n\r\n"), "\"resource\":") == 20'000);
        client.send(http_post("/v1/relationships/exportbulk", "{}"));
        TlsClient(server.daemon.connect(), server.trusting()).send(kAlive);
        CHECK(count(client.read_until("\r\n0\r\n\r\n"), "\"resource\":") == 20'000);
    }
    TEST_CASE("a watcher that leaves is noticed while there is nothing to tell") {
        const TlsServer server;
        {
            TlsClient watcher(server.daemon.connect(), server.trusting());
            watcher.send(http_post("/v1/watch", "{}"));
            CHECK(becomes(server, "pembad_watchers", "1"));
        }
        CHECK(becomes(server, "pembad_watchers", "0"));
    }
    TEST_CASE("stopping answers what came, tells that the connection ends, and ends it cleanly") {
        TlsServer server;
        TlsClient client(server.daemon.connect(), server.trusting());
        client.send(kStillAlive);
        CHECK(count(client.read_until(kServing), "Connection: close") == 0);
        std::thread stopping([&] { server.daemon.stop(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        client.send(kStillAlive);
        CHECK(count(client.read_all(), "Connection: close") == 1);
        CHECK(client.ended_cleanly());
        stopping.join();
    }
    TEST_CASE("files that do not fit are told apart") {
        const TempStore folder;
        const CertificateAuthority authority(folder.path(), "authority");
        const CertificateFiles one = authority.issue("one"), two = authority.issue("two");
        const auto problem = [](const std::string& certificate, const std::string& key,
                                const std::string& client_ca = {},
                                const std::string& client_crl = {}) {
            return http::TlsContext::read({certificate, key, client_ca, client_crl}).error;
        };
        CHECK(problem(one.certificate, one.key).empty());
        CHECK(problem(one.certificate, one.key, authority.certificate()).empty());
        CHECK(count(problem("nothing.pem", one.key), "No such file") == 1);
        CHECK(count(problem(one.certificate, "nothing.key"), "no such file") == 1);
        CHECK(count(problem(one.key, one.key), one.key) == 1);
        CHECK(count(problem(one.certificate, two.key), two.key) == 1);
        CHECK(count(problem(one.certificate, one.key, two.key), two.key) == 1);
        CHECK(count(problem(one.certificate, one.key, authority.certificate(), one.key),
                    "list of revoked certificates `" + one.key) == 1);
        std::filesystem::permissions(one.key, std::filesystem::perms::others_read,
                                     std::filesystem::perm_options::add);
        CHECK(count(problem(one.certificate, one.key), "chmod 640") == 1);
    }
}
