// The writer: groups, a full store, a full queue, and closing.
#include <atomic>
#include <future>
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "pemba/database.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

WriteRequest touch(const std::string& text) {
    return {{{UpdateKind::Touch, tuple_of(text)}}, {}, {}};
}

std::unique_ptr<Engine> open_small(const Options& options) {
    auto engine = must(Engine::open(options));
    must(engine->write_schema({small_schema(), {}}));
    return engine;
}

} // namespace

TEST_SUITE("engine/writer") {
    TEST_CASE("closing answers every write that was queued") {
        TempStore store;
        std::atomic<int> answered = 0, written = 0;
        {
            auto engine = open_small(store.options());
            for (int i = 0; i < 500; ++i)
                engine->write(touch(fmt::format("doc:d{}#viewer@user:ann", i)),
                              [&](Result<WriteResult> result) {
                                  ++answered;
                                  written += result ? 1 : 0;
                              });
        }
        CHECK(answered == 500);
        CHECK(written == 500);
        CHECK(must(store.open()->statistics()).tuples == 500);
    }

    TEST_CASE("a full queue refuses at once, and changes nothing") {
        TempStore store;
        auto options = store.options();
        options.limits.queued_writes = 1;
        auto engine = open_small(options);
        std::promise<void> go;
        auto gate = go.get_future().share();
        std::atomic<int> refused = 0, written = 0;
        // The writer waits inside the first answer, so that the queue fills.
        engine->write(touch("doc:a#viewer@user:ann"), [gate](Result<WriteResult>) { gate.wait(); });
        for (int i = 0; i < 50; ++i)
            engine->write(
                touch(fmt::format("doc:d{}#viewer@user:ann", i)), [&](Result<WriteResult> result) {
                    bool overloaded = !result && result.error().code == ErrorCode::Overloaded;
                    refused += overloaded ? 1 : 0;
                    written += result ? 1 : 0;
                });
        go.set_value();
        engine.reset();
        CHECK(refused >= 48);
        CHECK(refused + written == 50);
        CHECK(must(store.open()->statistics()).tuples == 1u + static_cast<unsigned>(written));
    }

    TEST_CASE(
        "a store that is full refuses what does not fit, keeps the rest, and stays readable") {
        TempStore store;
        auto options = store.options();
        options.map_bytes = 2 << 20;
        auto engine = open_small(options);
        must(engine->write(touch("doc:first#viewer@user:ann")));
        ImportRequest large;
        for (int i = 0; i < 20'000; ++i)
            large.tuples.push_back(tuple_of(fmt::format("doc:d{}#viewer@user:u{}", i, i)));
        auto refused = engine->import_tuples(std::move(large));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::StoreFull);
        CHECK(engine->write(touch("doc:second#viewer@user:ann")));
        CheckRequest check{userset_of("doc:first#view"), subject_of("user:ann"), {}};
        CHECK(must(engine->check(check)).decision.is_yes());
        CHECK(must(engine->statistics()).tuples == 2);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE("the writer tells of its commits, and that it is stalled only while somebody waits") {
        TempStore store;
        auto database = must(Database::open(store.options()));
        auto& engine = *database->default_store();
        must(engine.write_schema({small_schema(), {}}));
        std::promise<void> go, written;
        auto gate = go.get_future().share();
        engine.write(touch("doc:a#viewer@user:ann"), [gate](Result<WriteResult>) { gate.wait(); });
        for (int i = 0; i < 3; ++i)
            engine.write(touch(fmt::format("doc:d{}#viewer@user:ann", i)),
                         [&, i](Result<WriteResult>) { i == 2 ? written.set_value() : void(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        CHECK(must(database->statistics()).writer.stalled_for >= std::chrono::milliseconds(10));
        go.set_value();
        written.get_future().get();
        must(engine.write(
            touch("doc:a#viewer@user:bob"))); // after which nothing is at work any more
        auto told = must(database->statistics()).writer;
        for (; told.stalled_for.count() != 0; told = must(database->statistics()).writer)
            std::this_thread::yield();
        CHECK(told.queued == 0);
        CHECK(told.group_writes.sum == 6); // the schema, and five writes
        CHECK(told.failures == 0);
        CHECK_FALSE(told.last_failure);
        std::uint64_t commits = 0;
        for (auto count : told.commit_seconds.counts)
            commits += count;
        CHECK(commits >= 3);
        CHECK(commits <= 6);
    }

    TEST_CASE("the system's refusal of a commit is told until one succeeds") {
        TempStore store;
        auto options = store.options();
        options.map_bytes = 2 << 20;
        auto database = must(Database::open(options));
        auto& engine = *database->default_store();
        must(engine.write_schema({small_schema(), {}}));
        ImportRequest large;
        for (int i = 0; i < 20'000; ++i)
            large.tuples.push_back(tuple_of(fmt::format("doc:d{}#viewer@user:u{}", i, i)));
        CHECK_FALSE(engine.import_tuples(std::move(large)));
        auto told = must(database->statistics()).writer;
        REQUIRE(told.last_failure);
        CHECK(told.last_failure->code == ErrorCode::StoreFull);
        CHECK_FALSE(engine.write(touch("nobody:knows#viewer@user:ann"))); // a refusal is no failure
        CHECK(must(database->statistics()).writer.failures == 1);
        must(engine.write(touch("doc:second#viewer@user:ann")));
        CHECK_FALSE(must(database->statistics()).writer.last_failure);
    }

    TEST_CASE("a write beside one that does not fit is written all the same") {
        TempStore store;
        auto options = store.options();
        options.map_bytes = 2 << 20;
        auto engine = open_small(options);
        std::promise<void> go;
        auto gate = go.get_future().share();
        engine->write(touch("doc:a#viewer@user:ann"), [gate](Result<WriteResult>) { gate.wait(); });
        ImportRequest large;
        for (int i = 0; i < 20'000; ++i)
            large.tuples.push_back(tuple_of(fmt::format("doc:d{}#viewer@user:u{}", i, i)));
        std::promise<bool> before, middle, after;
        engine->write(touch("doc:b#viewer@user:ann"),
                      [&](Result<WriteResult> result) { before.set_value(result.has_value()); });
        engine->import_tuples(std::move(large), [&](Result<ImportResult> result) {
            middle.set_value(!result && result.error().code == ErrorCode::StoreFull);
        });
        engine->write(touch("doc:c#viewer@user:ann"),
                      [&](Result<WriteResult> result) { after.set_value(result.has_value()); });
        go.set_value();
        CHECK(before.get_future().get());
        CHECK(middle.get_future().get());
        CHECK(after.get_future().get());
        CHECK(must(engine->statistics()).tuples == 3);
        CHECK(must(engine->verify()).empty());
    }
}
