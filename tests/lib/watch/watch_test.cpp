// Watching a store: everything is told once, in order, from any zookie on.
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "storage/environment.h"
#include "storage/key.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;
using Kind = WatchEvent::Kind;
const std::string kFuture = "[expiration:2999-01-01T00:00:00Z]";

Schema schema_of(std::vector<std::string> viewers) {
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user"})
        .define("doc")
        .relation("viewer", std::move(viewers))
        .build();
}

// An event as one text: kind, changes, what goes with it.
std::string text_of(const WatchEvent& event) {
    if (event.kind == Kind::Schema)
        return "schema";
    if (event.kind == Kind::Checkpoint)
        return "checkpoint";
    std::string text = event.metadata;
    for (const auto& [kind, tuple] : event.changes)
        text += (kind == WatchedChange::Kind::Touched ? " +" : " -") + to_string(tuple);
    return text;
}

// Everything that the watch has to tell now.
Texts rest_of(Watch& watch) {
    Texts texts;
    do {
        for (const auto& event : must(watch.read()))
            texts.push_back(text_of(*event));
    } while (watch.wait_for(0ms));
    return texts;
}

// The tuples that a store holds once the events are applied to those it held.
void apply(std::set<std::string>& tuples, const WatchEvent& event) {
    for (const auto& [kind, tuple] : event.changes) {
        const auto name = to_string(edge_of(tuple));
        std::erase_if(tuples, [&](const std::string& text) {
            return text == name || text.starts_with(name + "[");
        });
        if (kind == WatchedChange::Kind::Touched)
            tuples.insert(to_string(tuple));
    }
}

struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();
    Zookie begin =
        must(engine->write_schema({schema_of({"user", "user with expiration", "team#member"}), {}}))
            .written_at;

    Zookie write(std::vector<std::pair<UpdateKind, std::string>> updates,
                 std::string metadata = {}) {
        WriteRequest request;
        for (const auto& [kind, text] : updates)
            request.updates.push_back({kind, tuple_of(text)});
        request.context.metadata = std::move(metadata);
        return must(engine->write(std::move(request))).written_at;
    }
    Zookie touch(const std::string& text) { return write({{UpdateKind::Touch, text}}); }
    Zookie remove(const std::string& text) { return write({{UpdateKind::Delete, text}}); }

    std::unique_ptr<Watch> watch_after(const Zookie& zookie,
                                       std::vector<TupleFilter> filters = {}) {
        return must(engine->watch({.after = zookie, .filters = std::move(filters)}));
    }
    std::set<std::string> tuples_at(const Zookie& zookie) {
        ReadRequest all;
        all.consistency = Consistency::exact_snapshot(zookie);
        all.limit = 100'000;
        std::set<std::string> tuples;
        for (const auto& tuple : must(engine->read(all)).tuples)
            tuples.insert(to_string(tuple));
        return tuples;
    }
};

} // namespace

TEST_SUITE("watch") {
    TEST_CASE_FIXTURE(Fixture, "writes are told in order, each with its metadata") {
        write({{UpdateKind::Create, "doc:a#viewer@user:ann"},
               {UpdateKind::Touch, "doc:b#viewer@team:core#member"}},
              R"({"who":"me"})");
        remove("doc:a#viewer@user:ann");
        auto watch = watch_after(begin);
        CHECK(rest_of(*watch) ==
              Texts{R"({"who":"me"} +doc:a#viewer@user:ann +doc:b#viewer@team:core#member)",
                    " -doc:a#viewer@user:ann"});
        CHECK(rest_of(*watch).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "without a zookie it begins with the next write") {
        touch("doc:a#viewer@user:ann");
        auto watch = must(engine->watch({}));
        CHECK(rest_of(*watch).empty());
        touch("doc:b#viewer@user:ann");
        CHECK(rest_of(*watch) == Texts{" +doc:b#viewer@user:ann"});
    }

    TEST_CASE_FIXTURE(Fixture, "what changes nothing is not told") {
        touch("doc:a#viewer@user:ann");
        auto watch = must(engine->watch({}));
        touch("doc:a#viewer@user:ann");
        remove("doc:nothing#viewer@user:ann");
        CHECK(rest_of(*watch).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a tuple that comes to expire is told once, as it now is") {
        touch("doc:a#viewer@user:ann");
        auto watch = must(engine->watch({}));
        touch("doc:a#viewer@user:ann" + kFuture);
        CHECK(rest_of(*watch) == Texts{" +doc:a#viewer@user:ann" + kFuture});
        remove("doc:a#viewer@user:ann");
        CHECK(rest_of(*watch) == Texts{" -doc:a#viewer@user:ann" + kFuture});
    }

    TEST_CASE("the removal of expired tuples is nobody's delete, and moves checkpoints on") {
        TempStore store;
        auto options = store.options();
        options.expiry_interval = 20ms;
        auto engine = must(Engine::open(options));
        must(engine->write_schema({schema_of({"user with expiration"}), {}}));
        auto watch = must(engine->watch({.checkpoints = true}));
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of("doc:a#viewer@user:ann")});
        request.updates[0].tuple.expires_at =
            std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now() + 50ms);
        auto written = must(engine->write(std::move(request))).written_at;
        Texts texts;
        while (watch->position() == written || texts.empty()) {
            REQUIRE(watch->wait_for(5s));
            for (const auto& event : must(watch->read()))
                texts.push_back(text_of(*event).substr(0, 24));
        }
        const auto touches = std::ranges::count(texts, std::string(" +doc:a#viewer@user:ann["));
        CHECK(touches == 1);
        CHECK(texts.size() == 1 + std::ranges::count(texts, std::string("checkpoint")));
        CHECK(texts.back() == "checkpoint");
    }

    TEST_CASE_FIXTURE(Fixture, "schema changes and checkpoints are told to those who ask") {
        auto everything =
            must(engine->watch({.after = begin, .schema = true, .checkpoints = true}));
        auto only_schema = must(engine->watch({.after = begin, .tuples = false, .schema = true}));
        CHECK(rest_of(*everything) == Texts{"checkpoint"});
        touch("doc:a#viewer@user:ann");
        must(engine->write_schema({schema_of({"user"}), {}}));
        CHECK(rest_of(*everything) == Texts{" +doc:a#viewer@user:ann", "schema", "checkpoint"});
        CHECK(rest_of(*only_schema) == Texts{"schema"});
    }

    TEST_CASE_FIXTURE(Fixture, "a filter tells what any of its alternatives means") {
        TupleFilter teams, docs_of_ann;
        teams.namespace_name = "team";
        docs_of_ann.namespace_name = "doc";
        docs_of_ann.subject = SubjectFilter{"user", "ann", {}};
        auto watch = watch_after(begin, {teams, docs_of_ann});
        write({{UpdateKind::Touch, "doc:a#viewer@user:bob"},
               {UpdateKind::Touch, "doc:a#viewer@user:ann"}});
        touch("doc:b#viewer@user:bob");
        touch("team:core#member@user:bob");
        CHECK(rest_of(*watch) == Texts{" +doc:a#viewer@user:ann", " +team:core#member@user:bob"});
        CHECK(watch->looked_at() == 4);
    }

    TEST_CASE_FIXTURE(Fixture, "filters that mean nothing sensible are refused") {
        TupleFilter both;
        both.object_id = "a";
        both.object_id_prefix = "a";
        for (const auto& filter : {TupleFilter{}, both}) {
            auto refused = engine->watch({.filters = {filter}});
            REQUIRE_FALSE(refused);
            CHECK(refused.error().code == ErrorCode::InvalidFilter);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a large revision comes in parts that make up the whole") {
        constexpr int kTuples = 20'000;
        ImportRequest import;
        for (int i = 0; i < kTuples; ++i)
            import.tuples.push_back(tuple_of(fmt::format("doc:d{}#viewer@user:ann", i)));
        import.context.metadata = R"({"n":1})";
        must(engine->import_tuples(std::move(import)));
        touch("doc:last#viewer@user:ann");
        TupleFilter sevens;
        sevens.object_id_prefix = "d7";
        for (bool with_filter : {false, true}) {
            auto watch =
                watch_after(begin, with_filter ? std::vector{sevens} : std::vector<TupleFilter>{});
            std::set<std::string> seen;
            std::size_t begins = 0, ends = 0, largest_read = 0;
            do {
                std::size_t changes = 0;
                for (const auto& event : must(watch->read())) {
                    if (event->metadata.empty())
                        continue;
                    CHECK(event->begins == seen.empty());
                    CHECK(ends == 0);
                    begins += event->begins ? 1 : 0;
                    ends += event->ends ? 1 : 0;
                    changes += event->changes.size();
                    for (const auto& change : event->changes)
                        CHECK(seen.insert(change.tuple.object.id).second);
                }
                largest_read = std::max(largest_read, changes);
            } while (watch->wait_for(0ms));
            CHECK(seen.size() == (with_filter ? 1'111 : kTuples));
            CHECK(begins == 1);
            CHECK(ends == 1);
            CHECK(largest_read < 3'000);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "replaying from any token gives the tuples of every later one") {
        std::mt19937 random(7);
        std::vector<Zookie> tokens{begin};
        for (int i = 0; i < 120; ++i) {
            std::vector<std::pair<UpdateKind, std::string>> updates;
            for (int object = 0; object < 6; ++object) {
                if (random() % 3 == 0)
                    continue;
                auto text = fmt::format("doc:d{}#viewer@user:u{}", object, random() % 3);
                auto kind = random() % 2 == 0 ? UpdateKind::Touch : UpdateKind::Delete;
                updates.emplace_back(kind, text + (random() % 3 == 0 ? kFuture : ""));
            }
            auto token = write(std::move(updates));
            if (token != tokens.back())
                tokens.push_back(token);
        }
        for (std::size_t from = 0; from < tokens.size(); from += 7) {
            auto tuples = tuples_at(tokens[from]);
            auto watch = watch_after(tokens[from]);
            auto at = from;
            do {
                for (const auto& event : must(watch->read())) {
                    apply(tuples, *event);
                    REQUIRE(++at < tokens.size());
                    CHECK(event->through == tokens[at]);
                    CHECK(tuples == tuples_at(tokens[at]));
                }
            } while (watch->wait_for(0ms));
            CHECK(at + 1 == tokens.size());
        }
    }

    TEST_CASE_FIXTURE(Fixture, "nothing is lost or told twice over reconnects and restarts") {
        constexpr int kWrites = 300;
        Texts told;
        auto position = begin;
        for (int i = 0; i < kWrites; ++i) {
            touch(fmt::format("doc:d{}#viewer@user:ann", i));
            if (i % 7 != 0)
                continue;
            if (i % 70 == 0) {
                engine.reset();
                engine = store.open();
            }
            auto watch = watch_after(position);
            for (const auto& event : must(watch->read()))
                told.push_back(text_of(*event));
            position = watch->position();
        }
        for (const auto& text : rest_of(*watch_after(position)))
            told.push_back(text);
        REQUIRE(told.size() == kWrites);
        for (int i = 0; i < kWrites; ++i)
            CHECK(told[static_cast<std::size_t>(i)] == fmt::format(" +doc:d{}#viewer@user:ann", i));
    }

    TEST_CASE_FIXTURE(Fixture, "watchers that wait are called, once, from another thread") {
        auto watch = must(engine->watch({}));
        std::atomic<int> calls = 0;
        watch->when_ready([&] { ++calls; });
        CHECK(calls == 0);
        touch("doc:a#viewer@user:ann");
        for (int i = 0; i < 1000 && calls == 0; ++i)
            std::this_thread::sleep_for(1ms);
        touch("doc:b#viewer@user:ann");
        std::this_thread::sleep_for(30ms);
        CHECK(calls == 1);
        watch->when_ready([&] { calls += 10; });
        CHECK(calls == 11); // there is something already
    }

    TEST_CASE_FIXTURE(Fixture, "a watcher that is gone is not called") {
        std::atomic<int> calls = 0;
        auto watch = must(engine->watch({}));
        watch->when_ready([&] { ++calls; });
        watch.reset();
        touch("doc:a#viewer@user:ann");
        std::this_thread::sleep_for(30ms);
        CHECK(calls == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "many watchers beside writers are told the same, in one order") {
        constexpr int kWatchers = 8, kWriters = 4, kEach = 100;
        std::vector<std::unique_ptr<Watch>> watches;
        for (int i = 0; i < kWatchers; ++i)
            watches.push_back(watch_after(begin));
        std::vector<Texts> told(kWatchers);
        std::vector<std::thread> threads;
        for (int i = 0; i < kWatchers; ++i)
            threads.emplace_back([&told = told[i], &watch = *watches[i]] {
                while (told.size() < kWriters * kEach && watch.wait_for(10s))
                    for (const auto& event : must(watch.read()))
                        told.push_back(text_of(*event));
            });
        for (int i = 0; i < kWriters; ++i)
            threads.emplace_back([&, i] {
                for (int j = 0; j < kEach; ++j)
                    touch(fmt::format("doc:d{}#viewer@user:u{}", j, i));
            });
        for (auto& thread : threads)
            thread.join();
        CHECK(told[0].size() == kWriters * kEach);
        for (const auto& texts : told)
            CHECK(texts == told[0]);
    }

    TEST_CASE("there are only so many watchers, and places become free again") {
        TempStore store;
        auto options = store.options();
        options.limits.watchers = 2;
        auto engine = must(Engine::open(options));
        auto first = must(engine->watch({})), second = must(engine->watch({}));
        auto refused = engine->watch({});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::Overloaded);
        CHECK(must(engine->statistics()).watchers == 2);
        first.reset();
        CHECK(engine->watch({}));
    }

    TEST_CASE_FIXTURE(Fixture, "a token that is no token, or of no revision yet, is refused") {
        CHECK(engine->watch({.after = Zookie{"nonsense"}}).error().code ==
              ErrorCode::InvalidZookie);
        TempStore elsewhere;
        auto other = must(elsewhere.open()->statistics()).head;
        CHECK(engine->watch({.after = other}).error().code == ErrorCode::InvalidZookie);
    }

    TEST_CASE_FIXTURE(Fixture, "a token older than the changelog is refused, never a silent gap") {
        touch("doc:a#viewer@user:ann");
        auto later = touch("doc:b#viewer@user:ann");
        touch("doc:c#viewer@user:ann");
        engine.reset();
        {
            auto environment =
                must(storage::Environment::open({.directory = store.options().directory,
                                                 .create = false,
                                                 .map_bytes = store.options().map_bytes}));
            auto transaction = must(environment->begin_write());
            must(transaction->erase(
                storage::Table::Changelog,
                storage::view(storage::revision_key(StoreId::Default, Revision{2}))));
            must(transaction->commit());
        }
        engine = store.open();
        CHECK(engine->watch({.after = begin}).error().code == ErrorCode::SnapshotUnavailable);
        CHECK(rest_of(*watch_after(later)) == Texts{" +doc:c#viewer@user:ann"});
    }
}
