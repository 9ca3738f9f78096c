// Writing, reading and following tuples over OpenFGA's API.
#include <thread>

#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

std::string writes(const std::string& keys, const std::string& more = "") {
    return R"({"writes":{"tuple_keys":[)" + keys + "]" + more + "}}";
}
std::string deletes(const std::string& keys, const std::string& more = "") {
    return R"({"deletes":{"tuple_keys":[)" + keys + "]" + more + "}}";
}

const std::string kAnn = tuple_key("document:1#viewer@user:ann");
const std::string kAnnUnder =
    R"({"user":"user:ann","relation":"viewer","object":"document:1","condition":)"
    R"({"name":"under","context":{"max":10}}})";

std::size_t tuples(const FgaStore& store, const std::string& body) {
    return store.post("/read", body).json().at("tuples").as_array().size();
}

} // namespace

TEST_SUITE("api/openfga/tuples") {
    TEST_CASE("write: a tuple is created once; `ignore` takes one that is there already") {
        const FgaStore store;
        const Answer first = store.post("/write", writes(kAnn));
        CHECK(first.status == 200);
        CHECK(first.body == "{}");
        CHECK(first.header("Openfga-Authorization-Model-Id") == store.model());
        CHECK(fga_code(store.post("/write", writes(kAnn))) == "write_failed_due_to_invalid_input");
        const std::string ignore = R"(,"on_duplicate":"ignore")";
        CHECK(store.post("/write", writes(kAnn, ignore)).status == 200);
        const Answer conflict = store.post("/write", writes(kAnnUnder, ignore));
        CHECK(conflict.status == 409);
        CHECK(fga_code(conflict) == "Aborted");
        CHECK(fga_code(store.post("/write", writes(kAnn, R"(,"on_duplicate":"maybe")"))) ==
              "validation_error");
    }
    TEST_CASE("write: a tuple that is not there cannot be deleted, unless that is ignored") {
        const FgaStore store;
        CHECK(fga_code(store.post("/write", deletes(kAnn))) == "write_failed_due_to_invalid_input");
        CHECK(store.post("/write", deletes(kAnn, R"(,"on_missing":"ignore")")).status == 200);
        store.write({"document:1#viewer@user:ann"});
        CHECK(store.post("/write", deletes(kAnn)).status == 200);
        CHECK_FALSE(store.check("document:1#viewer@user:ann"));
        const std::string nobody = tuple_key("document:1#viewer@bob");
        CHECK(fga_code(store.post("/write", deletes(nobody))) ==
              "write_failed_due_to_invalid_input");
        CHECK(store.post("/write", deletes(nobody, R"(,"on_missing":"ignore")")).status == 200);
    }
    TEST_CASE("write: all of a request or nothing of it") {
        const FgaStore store;
        const std::string bad = tuple_key("document:1#owner@group:g#member");
        CHECK(fga_code(store.post("/write", writes(kAnn + "," + bad))) == "validation_error");
        CHECK_FALSE(store.check("document:1#viewer@user:ann"));
        CHECK(fga_code(store.post("/write", writes(kAnn + "," + kAnn))) ==
              "cannot_allow_duplicate_tuples_in_one_request");
        CHECK(fga_code(store.post("/write", "{}")) == "invalid_write_input");
    }
    TEST_CASE("write: at most the tuples that the option allows") {
        const FgaStore store({.openfga_max_tuples_per_write = 1});
        CHECK(store.post("/write", writes(kAnn)).status == 200);
        CHECK(fga_code(store.post("/write", writes(kAnnUnder + "," + kAnn))) ==
              "exceeded_entity_limit");
    }
    TEST_CASE("write: a userset is not written into itself") {
        const FgaStore store;
        CHECK(fga_code(store.post("/write", writes(tuple_key("group:g#member@group:g#member")))) ==
              "validation_error");
    }
    TEST_CASE("read: by object, by user, page by page") {
        const FgaStore store;
        store.write({"document:1#viewer@user:ann", "document:1#owner@user:bob",
                     "document:2#viewer@user:ann", "folder:f#viewer@user:ann"});
        CHECK(tuples(store, "{}") == 4);
        CHECK(tuples(store, R"({"tuple_key":{"object":"document:1"}})") == 2);
        CHECK(tuples(store, R"({"tuple_key":{"object":"document:1","relation":"owner"}})") == 1);
        CHECK(tuples(store, R"({"tuple_key":{"object":"document:","user":"user:ann"}})") == 2);
        CHECK(tuples(store, R"({"tuple_key":{"object":"paper:1"}})") == 0);
        CHECK(fga_code(store.post("/read", R"({"tuple_key":{"user":"user:ann"}})")) ==
              "validation_error");
        const auto first = store.post("/read", R"({"page_size":3})").json();
        CHECK(first.at("tuples").as_array().size() == 3);
        const std::string token(first.at("continuation_token").as_string());
        const auto second =
            store.post("/read", R"({"continuation_token":")" + token + "\"}").json();
        CHECK(second.at("tuples").as_array().size() == 1);
        CHECK(second.at("continuation_token").as_string().empty());
        CHECK(fga_code(store.post("/read", R"({"continuation_token":"bm9uc2Vuc2U="})")) ==
              "invalid_continuation_token");
    }
    TEST_CASE("changes: what was written and deleted, in order, with a token to poll with") {
        const FgaStore store;
        CHECK(store.get("/changes").json().at("continuation_token").as_string().empty());
        REQUIRE(store.post("/write", writes(kAnnUnder)).status == 200);
        REQUIRE(store.post("/write", deletes(kAnn)).status == 200);
        const auto all = store.get("/changes").json();
        const auto& changes = all.at("changes").as_array();
        REQUIRE(changes.size() == 2);
        CHECK(changes[0].at("operation").as_string() == "TUPLE_OPERATION_WRITE");
        CHECK(changes[0].at("tuple_key").at("condition").at("name").as_string() == "under");
        CHECK(changes[1].at("operation").as_string() == "TUPLE_OPERATION_DELETE");
        CHECK(changes[1].at("tuple_key").at("condition").is_null());
        const std::string token(all.at("continuation_token").as_string());
        const auto none = store.get("/changes?continuation_token=" + token).json();
        CHECK(none.at("changes").as_array().empty());
        CHECK(none.at("continuation_token").as_string() == token);
        store.write({"folder:f#viewer@user:ann"});
        CHECK(store.get("/changes?continuation_token=" + token)
                  .json()
                  .at("changes")
                  .as_array()
                  .size() == 1);
        CHECK(store.get("/changes?type=folder").json().at("changes").as_array().size() == 1);
        CHECK(fga_code(store.get("/changes?type=folder&continuation_token=" + token)) ==
              "query_string_type_continuation_token_mismatch");
        CHECK(fga_code(store.get("/changes?start_time=2999-01-01T00:00:00Z")) ==
              "validation_error");
    }
    TEST_CASE(
        "changes: what is no longer kept is refused, and the answer says since when they are") {
        config::Config config;
        config.changelog_retention = 2;
        config.expiry_interval = 10;
        const FgaStore store(config);
        store.write({"folder:f#viewer@user:ann", "folder:g#viewer@user:ann"});
        const auto page = store.get("/changes?page_size=1").json();
        const std::string token(page.at("continuation_token").as_string());
        const auto from_token = [&] { return store.get("/changes?continuation_token=" + token); };
        for (int i = 0; i < 1'000 && from_token().status == 200; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        CHECK(fga_code(from_token()) == "invalid_continuation_token");
        const Answer refused = store.get("/changes");
        CHECK(fga_code(refused) == "invalid_start_time");
        CHECK(fga_code(store.get("/changes?start_time=2001-01-01T00:00:00Z")) ==
              "invalid_start_time");
        const std::string message(refused.json().at("message").as_string());
        const std::string start = message.substr(message.rfind(' ') + 1);
        CHECK(store.get("/changes?start_time=" + start).status == 200);
        store.write({"folder:h#viewer@user:ann"});
        CHECK(store.get("/changes?start_time=" + start).json().at("changes").as_array().size() ==
              1);
    }
}
