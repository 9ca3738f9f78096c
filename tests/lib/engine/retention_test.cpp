// The changelog is kept for a while: what needs more of it is refused, all else is as before.
#include <atomic>
#include <thread>

#include "lib/schema_builder.h"
#include "pemba/database.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Texts = std::vector<std::string>;

constexpr auto kHour = std::chrono::hours(1);

// A write an hour, whose snapshots are remembered.
struct Fixture {
    TempStore folder;
    const Timestamp start = must(parse_timestamp("2026-01-01T00:00:00Z"));
    std::atomic<int> hours = 0;
    std::unique_ptr<Engine> engine;
    std::vector<Zookie> zookies;
    std::vector<Texts> states;

    Fixture() { open(std::chrono::hours(0)); }

    void open(std::chrono::hours retention) {
        engine.reset();
        auto options = folder.options();
        options.clock = [this] { return start + kHour * hours.load(); };
        options.expiry_interval = std::chrono::milliseconds(1);
        options.changelog_retention = retention;
        engine = must(Engine::open(options));
    }
    Texts read(Consistency consistency) {
        ReadRequest all;
        all.consistency = std::move(consistency);
        Texts texts;
        for (const auto& tuple : must(engine->read(all)).tuples)
            texts.push_back(to_string(tuple));
        std::ranges::sort(texts);
        return texts;
    }
    // A tuple more, or every fifth time one fewer.
    void write() {
        const int hour = ++hours;
        const bool deletes = hour % 5 == 0;
        WriteRequest request;
        request.updates.push_back(
            {deletes ? UpdateKind::Delete : UpdateKind::Touch,
             tuple_of("doc:" + std::to_string(deletes ? hour - 2 : hour) + "#viewer@user:ann")});
        zookies.push_back(must(engine->write(std::move(request))).written_at);
    }
    // Revision 1 is the schema's.
    void write_history(int revisions) {
        zookies.push_back(must(engine->write_schema({small_schema(), {}})).written_at);
        states.emplace_back();
        for (int i = 2; i <= revisions; ++i) {
            write();
            states.push_back(read(Consistency::newest()));
        }
    }
    std::uint64_t oldest() { return must(engine->statistics()).oldest_revision; }
    void wait_until_oldest_is(std::uint64_t revision) {
        for (int i = 0; i < 1'000 && oldest() != revision; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        REQUIRE(oldest() == revision);
    }
};

template <class T>
bool is_unavailable(const Result<T>& result) {
    return !result && result.error().code == ErrorCode::SnapshotUnavailable;
}

} // namespace

TEST_SUITE("engine/retention") {
    TEST_CASE_FIXTURE(Fixture, "without a retention the changelog is kept for ever") {
        write_history(20);
        hours += 100'000;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        CHECK(oldest() == 0);
        CHECK(read(Consistency::exact_snapshot(zookies[0])) == states[0]);
        CHECK(must(engine->statistics()).changelog_entries == 20);
    }

    TEST_CASE_FIXTURE(Fixture, "snapshots of the time that is kept are exact, older ones refused") {
        write_history(20);
        open(3 * kHour);
        // Revision n was written in hour n - 1, it is hour 19, and entries from before 16 go.
        wait_until_oldest_is(16);
        for (std::size_t i = 0; i < 20; ++i) {
            const auto then = Consistency::exact_snapshot(zookies[i]);
            ReadRequest all;
            all.consistency = then;
            if (i + 1 < 16)
                CHECK(is_unavailable(engine->read(all)));
            else
                CHECK(read(then) == states[i]);
            CHECK(read(Consistency::at_least_as_fresh(zookies[i])) == states.back());
        }
        CHECK(must(engine->statistics()).changelog_entries == 4);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "all may go, and what stands at the newest revision goes on") {
        write_history(9);
        open(3 * kHour);
        hours += 50;
        wait_until_oldest_is(9);
        CHECK(read(Consistency::exact_snapshot(zookies.back())) == states.back());
        auto watch = must(engine->watch({.after = zookies.back()}));
        CHECK(is_unavailable(engine->watch({.after = zookies.front()})));
        write();
        CHECK(must(watch->read()).size() == 1);
        CHECK(must(engine->verify()).empty());
        watch.reset();
        open(std::chrono::hours(0));
        CHECK(oldest() == 9);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a watch that is overtaken ends with the error, others do not") {
        open(3 * kHour);
        write_history(4);
        auto slow = must(engine->watch({.after = zookies[0]}));
        auto fast = must(engine->watch({.after = zookies[3]}));
        hours += 10;
        wait_until_oldest_is(4);
        CHECK(is_unavailable(slow->read()));
        CHECK(must(fast->read()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "pages of a listing end with the error when their snapshot goes") {
        open(3 * kHour);
        write_history(4);
        ReadRequest page;
        page.limit = 1;
        page.cursor = must(engine->read(page)).cursors.back();
        write();
        must(engine->read(page)); // which leaves the older snapshot warm
        hours += 10;
        wait_until_oldest_is(5);
        CHECK(is_unavailable(engine->read(page)));
    }

    TEST_CASE_FIXTURE(Fixture, "changes are listed from a time that is kept, else refused") {
        write_history(20);
        const auto cursor = must(engine->read_changes({.limit = 1})).cursor;
        open(3 * kHour);
        wait_until_oldest_is(16);
        CHECK(is_unavailable(engine->read_changes({.since = start + 15 * kHour})));
        const std::string why = "changes up to 2026-01-01T15:00:00Z are no longer kept: read all "
                                "tuples, and then the changes since 2026-01-01T15:00:00.000001Z";
        CHECK(engine->read_changes({}).error().message == why);
        CHECK(engine->read_changes({.cursor = cursor}).error().message == why);
        CHECK(is_unavailable(engine->read_changes({.cursor = cursor})));
        const auto oldest = must(parse_timestamp("2026-01-01T15:00:00.000001Z"));
        CHECK(must(engine->read_changes({.since = oldest})).changes.size() == 4);
        const auto kept =
            must(engine->read_changes({.since = start + 15 * kHour + std::chrono::minutes(30)}));
        CHECK(kept.changes.size() == 4);
        CHECK(must(engine->read_changes({.since = start + 17 * kHour})).changes.size() == 3);
    }

    TEST_CASE_FIXTURE(Fixture, "more than one step's worth goes, and writes go on between") {
        write_history(1);
        for (int i = 0; i < 2'500; ++i)
            write();
        open(3 * kHour);
        for (int i = 0; i < 100; ++i)
            write();
        wait_until_oldest_is(2'597); // of 2,601
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE("each store has its own changelog, and its own time") {
        TempStore folder;
        std::atomic<int> hours = 0;
        auto options = folder.options();
        options.clock = [&] { return Timestamp{} + kHour * hours.load(); };
        options.expiry_interval = std::chrono::milliseconds(1);
        options.changelog_retention = 3 * kHour;
        auto database = must(Database::open(options));
        auto one = must(database->find_store(must(database->create_store("one")).id));
        auto other = must(database->find_store(must(database->create_store("other")).id));
        const auto first = must(one->write_schema({small_schema(), {}})).written_at;
        hours += 3;
        const auto second = must(other->write_schema({small_schema(), {}})).written_at;
        hours += 1;
        for (int i = 0; i < 1'000 && must(one->statistics()).oldest_revision == 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(must(one->statistics()).oldest_revision == 1);
        CHECK(must(other->statistics()).oldest_revision == 0);
        CHECK(one->read_schema({Consistency::exact_snapshot(first)}));
        CHECK(other->read_schema({Consistency::exact_snapshot(second)}));
    }
}
