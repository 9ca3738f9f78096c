// What only unions: decided by a walk of its own that goes through the Leopard index, from the
// cheaper side. How often it reads says which way it took.
#include <atomic>
#include <memory>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using From = Optimisations::From;
using Side = Explanation::PlanStep::From;

Schema nesting_schema() {
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user", "user:*", "team#member", "team#member with expiration"})
        .define("folder")
        .relation("parent", {"folder"})
        .relation("owner", {"user"})
        .relation("viewer", {"user", "team#member"})
        .permission("edit", any_of({rel("owner"), arrow("parent", "edit")}))
        .permission("view", any_of({rel("viewer"), rel("edit"), arrow("parent", "view")}))
        .define("doc")
        .relation("parent", {"folder"})
        .relation("viewer", {"user", "team#member"})
        .permission("view", any_of({rel("viewer"), arrow("parent", "view")}))
        .build();
}

class Store {
public:
    explicit Store(Optimisations optimisations = {}) {
        auto options = folder_.options();
        options.optimisations = optimisations;
        engine_ = must(Engine::open(options));
        must(engine_->write_schema({nesting_schema(), {}}));
    }

    Zookie touch(const std::vector<std::string>& tuples) {
        ImportRequest request;
        request.touch = true;
        for (const auto& tuple : tuples)
            request.tuples.push_back(tuple_of(tuple));
        return must(engine_->import_tuples(std::move(request))).written_at;
    }

    CheckResult check(const std::string& userset, const std::string& subject,
                      Consistency consistency = {}) {
        CheckRequest request{userset_of(userset), subject_of(subject), std::move(consistency)};
        auto plain = must(engine_->check(request));
        request.explain = true;
        auto explained = must(engine_->check(request));
        CHECK(explained.decision == plain.decision);
        CHECK(explained.explanation->plan.reads == plain.tuple_reads);
        plain.explanation = std::move(explained.explanation);
        return plain;
    }

    // A doc seen by the first of `depth` teams, each in the one before; the last has ann.
    void chain(int depth) {
        std::vector<std::string> tuples{"doc:d#viewer@team:t0#member",
                                        fmt::format("team:t{}#member@user:ann", depth)};
        for (int i = 0; i < depth; ++i)
            tuples.push_back(fmt::format("team:t{}#member@team:t{}#member", i, i + 1));
        touch(tuples);
    }

    Engine& engine() { return *engine_; }

private:
    TempStore folder_;
    std::unique_ptr<Engine> engine_;
};

Optimisations only(From from) {
    Optimisations optimisations;
    optimisations.from = from;
    return optimisations;
}

} // namespace

TEST_SUITE("graph/union_walk") {
    TEST_CASE("a check of nested teams reads as little however deep they are") {
        std::uint64_t reads = 0;
        for (int depth : {2, 8, 30}) {
            Store store;
            store.chain(depth);
            auto yes = store.check("doc:d#view", "user:ann");
            CHECK(yes.decision.is_yes());
            CHECK(yes.tuple_reads < 12);
            if (reads != 0)
                CHECK(yes.tuple_reads == reads);
            reads = yes.tuple_reads;
            REQUIRE(yes.explanation->plan.steps.size() == 1);
            CHECK(yes.explanation->plan.steps[0].sets == "team#member");
            CHECK(yes.explanation->plan.steps[0].from == Side::Subject);
            CHECK(yes.explanation->plan.steps[0].entries == 1);
            CHECK(yes.explanation->plan.steps[0].subject_sets == 1);
            CHECK(store.check("doc:d#view", "user:bob").decision.is_no());
        }
    }

    TEST_CASE("rows of teams deeper than the index keeps are followed tuple by tuple") {
        Store store;
        store.chain(200);
        CHECK(store.check("doc:d#view", "user:ann").decision.is_yes());
        CHECK(store.check("doc:d#view", "user:ann").tuple_reads > 200);
        store.touch({"team:elsewhere#member@user:bob"});
        CHECK(store.check("doc:d#view", "user:bob").decision.is_no());
    }

    TEST_CASE("each side gives the same answer, and says so in the plan") {
        for (auto from : {From::Cheaper, From::Subject, From::Object}) {
            Store store(only(from));
            store.touch({"doc:d#parent@folder:f3", "folder:f3#parent@folder:f2",
                         "folder:f2#parent@folder:f1", "folder:f1#owner@user:ann",
                         "folder:f2#viewer@team:core#member", "team:core#member@team:kernel#member",
                         "team:kernel#member@user:bob", "folder:other#owner@user:eve"});
            CHECK(store.check("doc:d#view", "user:ann").decision.is_yes());
            CHECK(store.check("doc:d#view", "user:bob").decision.is_yes());
            CHECK(store.check("doc:d#view", "user:eve").decision.is_no());
            CHECK(store.check("folder:f3#edit", "user:ann").decision.is_yes());
            CHECK(store.check("folder:f3#edit", "user:bob").decision.is_no());
            CHECK(store.check("doc:d#view", "team:kernel#member").decision.is_yes());
            CHECK(store.check("team:core#member", "team:core#member").decision.is_yes());
            auto steps = store.check("doc:d#view", "user:eve").explanation->plan.steps;
            REQUIRE_FALSE(steps.empty());
            CHECK((steps[0].from == Side::Object) == (from == From::Object));
        }
    }

    TEST_CASE("a subject of very many sets is looked for from the object's side") {
        Store store;
        std::vector<std::string> tuples{"doc:d#viewer@team:a#member",
                                        "team:a#member@team:b#member"};
        for (int i = 0; i < 500; ++i)
            tuples.push_back(fmt::format("team:x{}#member@user:busy", i));
        store.touch(tuples);
        auto no = store.check("doc:d#view", "user:busy");
        CHECK(no.decision.is_no());
        CHECK(no.tuple_reads < 60);
        REQUIRE(no.explanation->plan.steps.size() == 1);
        CHECK(no.explanation->plan.steps[0].from == Side::Object);
    }

    TEST_CASE("a wildcard in a nested team covers whoever is not named") {
        Store store;
        store.touch(
            {"doc:d#viewer@team:a#member", "team:a#member@team:b#member", "team:b#member@user:*"});
        CHECK(store.check("doc:d#view", "user:ann").decision.is_yes());
        CHECK(store.check("doc:d#view", "team:c#member").decision.is_no());
    }

    TEST_CASE("an edge that expires is walked, and gone when it has") {
        auto now =
            std::make_shared<std::atomic<Timestamp>>(must(parse_timestamp("2026-01-01T00:00:00Z")));
        TempStore folder;
        auto options = folder.options();
        options.clock = [now] { return now->load(); };
        options.expiry_interval = {};
        auto engine = must(Engine::open(options));
        must(engine->write_schema({nesting_schema(), {}}));
        ImportRequest request;
        request.tuples = {tuple_of("doc:d#viewer@team:a#member"),
                          tuple_of("team:a#member@team:b#member"),
                          tuple_of("team:b#member@user:ann")};
        request.tuples[1].expires_at = must(parse_timestamp("2026-01-02T00:00:00Z"));
        must(engine->import_tuples(std::move(request)));
        const CheckRequest question{userset_of("doc:d#view"), subject_of("user:ann"), {}};
        CHECK(must(engine->check(question)).decision.is_yes());
        now->store(must(parse_timestamp("2026-01-03T00:00:00Z")));
        CHECK(must(engine->check(question)).decision.is_no());
    }

    TEST_CASE("an older snapshot has the nesting of its time") {
        Store store;
        auto before = store.touch({"doc:d#viewer@team:a#member", "team:b#member@user:ann"});
        store.touch({"team:a#member@team:b#member"});
        CHECK(store.check("doc:d#view", "user:ann").decision.is_yes());
        CHECK(store.check("doc:d#view", "user:ann", Consistency::exact_snapshot(before))
                  .decision.is_no());
    }

    TEST_CASE("what a request takes for granted nests too") {
        Store store;
        store.touch({"doc:d#viewer@team:a#member", "team:b#member@user:ann"});
        CheckRequest request{userset_of("doc:d#view"), subject_of("user:ann"), {}};
        request.premises.tuples = {tuple_of("team:a#member@team:b#member")};
        CHECK(must(store.engine().check(request)).decision.is_yes());
        request.premises.tuples.clear();
        CHECK(must(store.engine().check(request)).decision.is_no());
    }

    TEST_CASE("items of a bulk check about one subject read its sets once") {
        Store store;
        std::vector<std::string> tuples;
        for (int i = 0; i < 10; ++i)
            tuples.push_back(fmt::format("team:t{}#member@user:ann", i));
        BulkCheckRequest request;
        for (int i = 0; i < 20; ++i) {
            tuples.push_back(fmt::format("doc:d{}#viewer@team:t{}#member", i, i));
            request.items.push_back({userset_of(fmt::format("doc:d{}#view", i)),
                                     subject_of("user:ann"),
                                     false,
                                     {},
                                     {},
                                     {}});
        }
        store.touch(tuples);
        auto results = must(store.engine().check_bulk(request)).results;
        for (int i = 0; i < 20; ++i)
            CHECK(must(results[static_cast<std::size_t>(i)]).decision.is_yes() == (i < 10));
        CHECK(must(results[5]).tuple_reads + 5 < must(results[0]).tuple_reads);
    }

    TEST_CASE(
        "an id that the store has never seen is nobody else in the next item of a bulk check") {
        Store store;
        store.touch({"team:a#member@team:b#member"});
        const auto ghost = subject_of("team:ghost#member");
        BulkCheckRequest request;
        for (auto userset : {"team:a#member", "team:stranger#member", "team:ghost#member"})
            request.items.push_back({userset_of(userset), ghost, false, {}, {}, {}});
        auto results = must(store.engine().check_bulk(request)).results;
        CHECK(must(results[0]).decision.is_no());
        CHECK(must(results[1]).decision.is_no());
        CHECK(must(results[2]).decision.is_yes());
    }
}
