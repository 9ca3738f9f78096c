// Tests of client.h against a small HTTP server that answers what it is told to.
#include <doctest/doctest.h>

#include <thread>

#include <boost/json.hpp>
#include <httplib.h>

#include "client.h"

using namespace pemba;
using namespace pemba::client;

namespace {

// Serves on a free port until it goes out of scope.
class FakeServer {
public:
    FakeServer() {
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())
            std::this_thread::yield();
    }
    ~FakeServer() {
        server_.stop();
        thread_.join();
    }

    void answer(const std::string& path, int status, const std::string& body) {
        server_.Post(path, [=, this](const httplib::Request& request, httplib::Response& response) {
            seen_ = request;
            response.status = status;
            response.set_content(body, "application/json");
        });
    }

    // Sends the pieces in chunks of their own; cut off, the body does not end as it should.
    void stream(const std::string& path, const std::vector<std::string>& pieces, bool cut_off) {
        server_.Post(path, [=](const httplib::Request&, httplib::Response& response) {
            response.set_chunked_content_provider("application/json",
                                                  [=](std::size_t, httplib::DataSink& sink) {
                                                      for (const std::string& piece : pieces)
                                                          sink.write(piece.data(), piece.size());
                                                      if (!cut_off)
                                                          sink.done();
                                                      return !cut_off;
                                                  });
        });
    }

    [[nodiscard]] std::string endpoint() const {
        return "http://127.0.0.1:" + std::to_string(port_);
    }
    [[nodiscard]] const httplib::Request& seen() const { return seen_; }

private:
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
    httplib::Request seen_;
};

struct Streamed {
    std::vector<std::string> results;
    std::optional<Error> error;
};

Streamed stream(const FakeServer& server, const char* path) {
    Client client({server.endpoint(), "key"});
    Streamed streamed;
    const auto done = client.stream(path, {}, [&](const boost::json::object& result) {
        streamed.results.push_back(boost::json::serialize(result));
    });
    if (!done)
        streamed.error = done.error();
    return streamed;
}

} // namespace

TEST_SUITE("tools/pemba/client") {
    TEST_CASE_FIXTURE(FakeServer, "call: posts the request with the key and returns the answer") {
        answer("/v1/schema/read", 200, R"({"schemaText": "definition user {}"})");
        Client client({endpoint(), "secret"});
        const auto said = client.call("/v1/schema/read", {{"a", 1}});
        REQUIRE(said);
        CHECK(said->at("schemaText") == "definition user {}");
        CHECK(seen().body == R"({"a":1})");
        CHECK(seen().get_header_value("Authorization") == "Bearer secret");
    }

    TEST_CASE_FIXTURE(FakeServer, "call: a refusal is an error with the server's words") {
        answer("/v1/check", 400, R"({"code": 9, "message": "object definition `paper` not found",
                                     "details": []})");
        Client client({endpoint(), "secret"});
        const auto said = client.call("/v1/check", {});
        REQUIRE_FALSE(said);
        CHECK(said.error().message == "object definition `paper` not found");
        CHECK(said.error().detail("code") == "FAILED_PRECONDITION");
    }

    TEST_CASE_FIXTURE(FakeServer, "call: an answer that is not JSON is told") {
        answer("/v1/check", 200, "hello");
        Client client({endpoint(), ""});
        const auto said = client.call("/v1/check", {});
        REQUIRE_FALSE(said);
        CHECK(said.error().message.find("not JSON: hello") != std::string::npos);
    }

    TEST_CASE("call: no server says what to do") {
        Client client({"http://127.0.0.1:1", "secret"});
        const auto said = client.call("/v1/check", {});
        REQUIRE_FALSE(said);
        CHECK(said.error().message == "no server answers at http://127.0.0.1:1");
        CHECK(said.error().detail("hint").find("pembad --data") != std::string::npos);
    }

    TEST_CASE_FIXTURE(FakeServer, "stream: results come one by one, wherever the chunks are cut") {
        stream("/v1/read",
               {R"({"result":{"n":1}})"
                "\n"
                R"({"res)",
                R"(ult":{"n":2}})"
                "\n",
                R"({"result":{"n":3}})"},
               false);
        const Streamed streamed = ::stream(*this, "/v1/read");
        CHECK_FALSE(streamed.error);
        CHECK(streamed.results ==
              std::vector<std::string>{R"({"n":1})", R"({"n":2})", R"({"n":3})"});
    }

    TEST_CASE_FIXTURE(FakeServer,
                      "stream: an error in the last line comes after the results before it") {
        stream("/v1/read",
               {R"({"result":{"n":1}})"
                "\n",
                R"({"error":{"code":13,"message":"disk gone","details":[]}})"
                "\n"},
               false);
        const Streamed streamed = ::stream(*this, "/v1/read");
        CHECK(streamed.results.size() == 1);
        REQUIRE(streamed.error);
        CHECK(streamed.error->message == "disk gone");
    }

    TEST_CASE_FIXTURE(FakeServer, "stream: one that breaks off is an error, not a shorter answer") {
        stream("/v1/read",
               {R"({"result":{"n":1}})"
                "\n"},
               true);
        const Streamed streamed = ::stream(*this, "/v1/read");
        CHECK(streamed.results.size() == 1);
        CHECK(streamed.error);
    }

    TEST_CASE_FIXTURE(FakeServer, "stream: refused before it begins, and empty") {
        answer("/v1/refused", 401, R"({"error":{"code":16,"message":"no key","details":[]}})");
        const Streamed refused = ::stream(*this, "/v1/refused");
        REQUIRE(refused.error);
        CHECK(refused.error->detail("code") == "UNAUTHENTICATED");
        answer("/v1/empty", 200, "");
        const Streamed empty = ::stream(*this, "/v1/empty");
        CHECK_FALSE(empty.error);
        CHECK(empty.results.empty());
    }

    TEST_CASE_FIXTURE(FakeServer, "call: a userset tree of 1,000 levels is read") {
        std::string nested = "{}";
        for (int level = 0; level < 1'000; ++level)
            nested = R"({"intermediate":{"children":[)" + nested + "]}}";
        answer("/v1/expand", 200, nested);
        Client client({endpoint(), ""});
        CHECK(client.call("/v1/expand", {}));
    }
}
