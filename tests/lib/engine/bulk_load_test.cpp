// bulk_load: a new store out of many tuples.
#include "pemba/bulk_load.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

// Lists of tuples; a text that is no tuple is a piece that cannot be read.
class Pieces final : public TupleSource {
public:
    explicit Pieces(std::vector<std::vector<std::string>> pieces) : pieces_(std::move(pieces)) {}

    std::size_t pieces() const override { return pieces_.size(); }
    Result<std::vector<RelationTuple>> read(std::size_t piece) const override {
        std::vector<RelationTuple> tuples;
        for (const auto& text : pieces_[piece]) {
            PEMBA_TRY(auto tuple, parse_relation_tuple(text));
            tuples.push_back(std::move(tuple));
        }
        return tuples;
    }
    std::string place_of(std::size_t piece, std::size_t index) const override {
        return fmt::format("piece {} tuple {}", piece, index);
    }

    std::vector<std::string> sorted() const {
        std::vector<std::string> all;
        for (const auto& piece : pieces_)
            all.insert(all.end(), piece.begin(), piece.end());
        std::ranges::sort(all);
        all.erase(std::ranges::unique(all).begin(), all.end());
        return all;
    }

private:
    std::vector<std::vector<std::string>> pieces_;
};

Schema access_schema() {
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user", "user:*", "team#member"})
        .define("doc")
        .relation("viewer", {"user", "team#member", "user with expiration"})
        .permission("view", rel("viewer"))
        .build();
}

BulkLoadRequest request_of(const TempStore& store, const Pieces& pieces) {
    BulkLoadRequest request;
    request.options = store.options();
    request.options.directory = store.path() / "new";
    request.schema = access_schema();
    request.tuples = &pieces;
    return request;
}

std::unique_ptr<Engine> open(const BulkLoadRequest& request) {
    return must(Engine::open(request.options));
}

std::vector<std::string> all_of(const Engine& engine) {
    ReadRequest request;
    request.limit = 1'000'000;
    std::vector<std::string> texts;
    for (const auto& tuple : must(engine.read(request)).tuples)
        texts.push_back(to_string(tuple));
    std::ranges::sort(texts);
    return texts;
}

Error refusal(const BulkLoadRequest& request) {
    auto loaded = bulk_load(request);
    REQUIRE_FALSE(loaded);
    CHECK_FALSE(std::filesystem::exists(request.options.directory));
    return loaded.error();
}

} // namespace

TEST_SUITE("engine/bulk_load") {
    TEST_CASE("a store holds what was loaded, is sound, and goes on as any other") {
        TempStore store;
        const Pieces pieces({{"doc:plan#viewer@team:core#member", "team:core#member@user:ann"},
                             {},
                             {"team:all#member@user:*", "team:core#member@team:sub#member",
                              "doc:plan#viewer@user:ben[expiration:2999-01-01T00:00:00Z]",
                              "doc:old#viewer@user:ben[expiration:1999-01-01T00:00:00Z]"}});
        const auto request = request_of(store, pieces);
        const auto loaded = must(bulk_load(request));
        CHECK(loaded.tuples == 6);
        CHECK(loaded.repeated == 0);
        const auto engine = open(request);
        CHECK(must(engine->verify()).empty());
        auto expected = pieces.sorted();
        std::erase_if(expected, [](const auto& text) { return text.starts_with("doc:old"); });
        CHECK(all_of(*engine) == expected);
        const auto check = [&](const char* user) {
            return must(engine->check({.userset = {{"doc", "plan"}, "view"},
                                       .subject = {{"user", user}, ""}}))
                .decision.is_yes();
        };
        CHECK(check("ann"));
        CHECK_FALSE(check("eve"));
        must(engine->write({{{UpdateKind::Create, tuple_of("team:sub#member@user:eve")}}, {}, {}}));
        CHECK(check("eve"));
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE("more than a run, a revision and a transaction hold: the same as imported") {
        TempStore store;
        std::mt19937_64 random(7);
        std::vector<std::vector<std::string>> lists(60);
        for (auto& list : lists)
            for (int i = 0; i < 20'000; ++i)
                list.push_back(
                    fmt::format("doc:d{}#viewer@user:u{}", random() % 30'000, random() % 10'000));
        const Pieces pieces(std::move(lists));
        auto request = request_of(store, pieces);
        request.threads = 3;
        std::uint64_t read = 0, written = 0;
        request.progress = [&](BulkLoadStage stage, std::uint64_t tuples) {
            (stage == BulkLoadStage::Reading ? read : written) = tuples;
        };
        const auto loaded = must(bulk_load(request));
        const auto expected = pieces.sorted();
        CHECK(loaded.tuples == expected.size());
        CHECK(loaded.tuples + loaded.repeated == 1'200'000);
        CHECK(read == 1'200'000);
        CHECK(written == expected.size());
        const auto engine = open(request);
        CHECK(must(engine->verify()).empty());
        const auto statistics = must(engine->statistics());
        CHECK(statistics.tuples == expected.size());
        CHECK(statistics.revision == 1 + (expected.size() + 99'999) / 100'000);
        ReadRequest some;
        some.filter.namespace_name = "doc";
        some.filter.object_id = "d77";
        some.limit = 1'000;
        std::vector<std::string> of_one;
        std::ranges::copy_if(expected, std::back_inserter(of_one),
                             [](const auto& text) { return text.starts_with("doc:d77#"); });
        CHECK(must(engine->read(some)).tuples.size() == of_one.size());
    }

    TEST_CASE("no tuple and no schema make an empty store") {
        TempStore store;
        const Pieces pieces({});
        auto request = request_of(store, pieces);
        request.schema = Schema::empty();
        CHECK(must(bulk_load(request)).tuples == 0);
        CHECK(must(open(request)->verify()).empty());
    }

    TEST_CASE("a tuple that the schema does not allow is told with its place; nothing is left") {
        TempStore store;
        const Pieces pieces({{"team:core#member@user:ann"},
                             {"team:core#member@user:ben", "team:core#member@doc:plan"},
                             {"team:core#nothing@user:ann"}});
        const auto error = refusal(request_of(store, pieces));
        CHECK(error.code == ErrorCode::SubjectNotAllowed);
        CHECK(error.message.starts_with("piece 1 tuple 1: "));
    }

    TEST_CASE("a piece that cannot be read ends the load; the first in order is told") {
        TempStore store;
        std::vector<std::vector<std::string>> lists(40, {"team:core#member@user:ann"});
        lists[20] = {"nonsense"};
        lists[30] = {"more nonsense"};
        const Pieces pieces(std::move(lists));
        const auto error = refusal(request_of(store, pieces));
        CHECK(error.code == ErrorCode::InvalidTuple);
        CHECK(error.message.find("`nonsense`") != std::string::npos);
    }

    TEST_CASE("two tuples that differ in their expiry only are refused, equal ones count once") {
        TempStore store;
        const std::string expiring = "doc:plan#viewer@user:ben[expiration:2999-01-01T00:00:00Z]";
        const Pieces equal({{expiring, expiring}, {expiring}});
        const auto loaded = must(bulk_load(request_of(store, equal)));
        CHECK(loaded.tuples == 1);
        CHECK(loaded.repeated == 2);

        TempStore other;
        const Pieces different({{expiring}, {"doc:plan#viewer@user:ben"}});
        const auto error = refusal(request_of(other, different));
        CHECK(error.code == ErrorCode::InvalidArgument);
        CHECK(error.message.starts_with("`doc:plan#viewer@user:ben` stands there more than once"));
    }

    TEST_CASE("counters are registered, one that is wrong is refused") {
        TempStore store;
        const Pieces pieces({{"team:core#member@user:ann"}});
        auto request = request_of(store, pieces);
        request.counters = {{"members", {.namespace_name = "team"}}};
        must(bulk_load(request));
        CHECK(must(open(request)->count({.name = "members"})).tuples == 1);

        TempStore other;
        auto wrong = request_of(other, pieces);
        wrong.counters = {{"members", {.namespace_name = "nothing"}}};
        CHECK(refusal(wrong).code == ErrorCode::UnknownNamespace);
    }

    TEST_CASE("a folder that holds a store, or what an interrupted load has left, is refused") {
        TempStore store;
        const Pieces pieces({{"team:core#member@user:ann"}});
        const auto request = request_of(store, pieces);
        must(bulk_load(request));
        auto again = bulk_load(request);
        REQUIRE_FALSE(again);
        CHECK(again.error().code == ErrorCode::InvalidArgument);
        CHECK(again.error().message.find("is not empty") != std::string::npos);
        CHECK(must(open(request)->verify()).empty());

        auto interrupted = request;
        interrupted.options.directory = store.path() / "interrupted";
        std::filesystem::create_directories(interrupted.options.directory / "unfinished-load");
        auto refused = bulk_load(interrupted);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().detail("hint").find("unfinished-load") != std::string::npos);
    }

    TEST_CASE("a map that is too small fails the load, and leaves nothing") {
        TempStore store;
        std::vector<std::string> list;
        for (int i = 0; i < 50'000; ++i)
            list.push_back(fmt::format("doc:d{}#viewer@user:u{}", i, i));
        const Pieces pieces({list});
        auto request = request_of(store, pieces);
        request.options.map_bytes = 1 << 20;
        CHECK(refusal(request).code == ErrorCode::StoreFull);
    }
}
