// Searches over AuthZEN's API: pages, wildcards, transitive results.
#include <doctest/doctest.h>

#include "daemon/api/authzen/decision_point.h"

using namespace pemba::testing;

namespace {

constexpr const char* kSubjects = "/access/v1/search/subject";
constexpr const char* kResources = "/access/v1/search/resource";
constexpr const char* kActions = "/access/v1/search/action";
constexpr const char* kAnyDoc = R"({"type":"doc"})";
constexpr const char* kAnyUser = R"({"type":"user"})";

std::string doc(std::string_view id) {
    return entity("doc", id);
}

// RunningDaemon's own documents, with AuthZEN's content type.
struct Documents {
    Documents() { daemon.fill(); }

    [[nodiscard]] Answer post(const std::string& path, const std::string& body) const {
        return daemon.ask("POST", path, body, {{"Content-Type", "application/json"}});
    }
    void touch(const std::string& tuple) const {
        daemon.must_post("/v1/relationships/write",
                         R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" +
                             relationship(tuple) + "}]}");
    }

    RunningDaemon daemon;
};

std::string page(const std::string& members) {
    return R"(,"page":{)" + members + "}";
}

std::string next_token(const Answer& answer) {
    return std::string(answer.json().at("page").at("next_token").as_string());
}

// The results of all pages, a `|` between two.
std::string all_pages(const Documents& documents, const char* path, const std::string& subject,
                      const std::string& does, const std::string& resource) {
    std::string all, members = R"("limit":1)";
    for (int pages = 0; pages < 10; ++pages) {
        const Answer answer =
            documents.post(path, question(subject, does, resource, page(members)));
        REQUIRE(answer.status == 200);
        CHECK(answer.body.starts_with(R"({"page":{"next_token":)"));
        all += (all.empty() ? "" : "|") + results_of(answer);
        const std::string token = next_token(answer);
        if (token.empty())
            return all;
        members = R"("token":")" + token + "\"";
    }
    return all + "| and so on";
}

} // namespace

TEST_SUITE("api/authzen/search") {
    TEST_CASE("search: results reach through groups") {
        const Documents documents;
        const auto find = [&](const char* path, const std::string& body) {
            return results_of(documents.post(path, body));
        };
        CHECK(find(kSubjects, question(kAnyUser, action("view"), doc("1"))) == "ann bob");
        CHECK(find(kResources, question(user("bob"), action("view"), kAnyDoc)) == "1 2");
        CHECK(find(kActions, question(user("bob"), action("-"), doc("1"))) == "view viewer");
        CHECK(find(kActions, question(user("eve"), action("-"), doc("2"))) == "banned viewer");
        CHECK(find(kResources, question(user("bob"), action("fly"), kAnyDoc)) == "");
    }
    TEST_CASE("search: everybody is the result `*`, with those it does not cover beside it") {
        const Documents documents;
        const Answer answer =
            documents.post(kSubjects, question(kAnyUser, action("view"), doc("2")));
        CHECK(answer.body == R"({"context":{"except":[{"type":"user","id":"eve"}]},"results":)"
                             R"([{"type":"user","id":"*"}]})");
        documents.touch("doc:2#viewer@user:zoe");
        const auto ask = [&](const std::string& members) {
            return documents.post(kSubjects,
                                  question(kAnyUser, action("view"), doc("2"), page(members)));
        };
        const std::string token = next_token(ask(R"("limit":1)"));
        CHECK(ask(R"("token":")" + token + "\"").body ==
              R"({"page":{"next_token":"","count":1,"total":2},)"
              R"("results":[{"type":"user","id":"zoe"}]})");
    }
    TEST_CASE("search: pages are in order and nothing is in two of them") {
        const Documents documents;
        documents.touch("doc:2#viewer@user:+");
        documents.touch("doc:2#viewer@user:zoe");
        CHECK(all_pages(documents, kSubjects, kAnyUser, action("view"), doc("2")) == "*|+|zoe");
        CHECK(all_pages(documents, kResources, user("ann"), action("view"), kAnyDoc) == "1|2");
        CHECK(all_pages(documents, kActions, user("ann"), action("-"), doc("1")) == "view|viewer");
        CHECK(all_pages(documents, kActions, user("zed"), action("-"), doc("1")) == "");
    }
    TEST_CASE("search: `*` comes first also where ids sort before it") {
        const DecisionPoint point = DecisionPoint::over_openfga();
        const std::string key = R"({"user":"user:!","relation":"read","object":"record:open"})";
        REQUIRE(point.post("/write", R"({"writes":{"tuple_keys":[)" + key + "]}}").status == 200);
        const auto ask = [&](const std::string& members) {
            return point.post(kSubjects,
                              question(kAnyUser, action("read"), record("open"), page(members)));
        };
        const Answer first = ask(R"("limit":1)");
        CHECK(results_of(first) == "*");
        const Answer last = ask(R"("token":")" + next_token(first) + "\"");
        CHECK(results_of(last) == "!");
        CHECK(next_token(last).empty());
    }
    TEST_CASE("search: the pages of one search are of one snapshot") {
        const Documents documents;
        const std::string body = question(kAnyUser, action("view"), doc("1"), page(R"("limit":1)"));
        const std::string token = next_token(documents.post(kSubjects, body));
        documents.touch("doc:1#viewer@user:b");
        const Answer rest =
            documents.post(kSubjects, question(kAnyUser, action("view"), doc("1"),
                                               page(R"("limit":1,"token":")" + token + "\"")));
        CHECK(rest.body == R"({"page":{"next_token":"","count":1,"total":2},)"
                           R"("results":[{"type":"user","id":"bob"}]})");
    }
    TEST_CASE("search: a token belongs to its question") {
        const Documents documents;
        const auto status = [&](const char* path, const std::string& subject,
                                const std::string& does, const std::string& resource,
                                const std::string& more) {
            return documents.post(path, question(subject, does, resource, more)).status;
        };
        const Answer first = documents.post(
            kSubjects, question(kAnyUser, action("view"), doc("1"), page(R"("limit":1)")));
        const std::string token = R"("token":")" + next_token(first) + "\"";
        CHECK(status(kSubjects, kAnyUser, action("view"), doc("1"), page(token)) == 200);
        CHECK(status(kSubjects, kAnyUser, action("viewer"), doc("1"), page(token)) == 400);
        CHECK(status(kSubjects, kAnyUser, action("view"), doc("2"), page(token)) == 400);
        CHECK(status(kSubjects, kAnyUser, action("view"), doc("1"),
                     page(token + R"(,"limit":2)")) == 400);
        CHECK(status(kSubjects, kAnyUser, action("view"), doc("1"),
                     R"(,"context":{"a":1})" + page(token)) == 400);
        CHECK(status(kResources, user("ann"), action("view"), doc("1"), page(token)) == 400);
        CHECK(status(kSubjects, kAnyUser, action("view"), doc("1"),
                     page(R"("token":"bm9uc2Vuc2U=")")) == 400);
    }
    TEST_CASE("search: a limit is a number, 1 or more") {
        const Documents documents;
        const auto status = [&](const std::string& members) {
            return documents
                .post(kSubjects, question(kAnyUser, action("view"), doc("1"), page(members)))
                .status;
        };
        CHECK(status(R"("limit":100)") == 200);
        CHECK(status("") == 200);
        for (const char* limit : {"0", "-1", "1.5", "\"1\"", "true", "99999999999999999999"})
            CHECK_MESSAGE(status(R"("limit":)" + std::string(limit)) == 400, limit);
        CHECK(status(R"("token":7)") == 400);
    }
}
