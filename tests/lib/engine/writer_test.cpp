// The writer: groups, a full store, a full queue, and closing.
#include <atomic>
#include <future>
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
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
