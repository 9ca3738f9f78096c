// Changes read in pages.
#include "base/bytes.h"
#include "base/digest.h"
#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

struct Fixture {
    TempStore folder;
    Timestamp now = must(parse_timestamp("2026-01-01T00:00:00Z"));
    std::unique_ptr<Engine> engine;

    Fixture() {
        auto options = folder.options();
        options.clock = [this] { return now; };
        engine = must(Engine::open(options));
        must(engine->write_schema({small_schema(), {}}));
    }
    void write(UpdateKind kind, std::vector<std::string> texts) {
        WriteRequest request;
        for (const auto& text : texts)
            request.updates.push_back({kind, tuple_of(text)});
        must(engine->write(std::move(request)));
        now += std::chrono::hours(1);
    }
    std::vector<std::string> all(ReadChangesRequest request) {
        std::vector<std::string> told;
        while (true) {
            auto page = must(engine->read_changes(request));
            CHECK(page.changes.size() <= request.limit);
            if (!page.cursor)
                return told;
            for (const auto& [change, time] : page.changes)
                told.push_back((change.kind == WatchedChange::Kind::Deleted ? "-" : "+") +
                               to_string(change.tuple));
            request.cursor = page.cursor;
        }
    }
};

using Texts = std::vector<std::string>;

} // namespace

TEST_SUITE("engine/changes") {
    TEST_CASE_FIXTURE(Fixture, "changes: all of them in order, whatever the pages' size") {
        write(UpdateKind::Touch,
              {"doc:1#viewer@user:a", "doc:2#viewer@user:a", "team:t#member@user:a"});
        write(UpdateKind::Delete, {"doc:1#viewer@user:a"});
        write(UpdateKind::Touch, {"doc:3#viewer@user:a"});
        const Texts whole = {"+doc:1#viewer@user:a", "+doc:2#viewer@user:a",
                             "+team:t#member@user:a", "-doc:1#viewer@user:a",
                             "+doc:3#viewer@user:a"};
        for (std::size_t limit : {1, 2, 3, 50}) {
            auto told = all({.limit = limit});
            std::ranges::sort(told.begin(), told.begin() + 3); // within a revision by number
            CHECK(told == whole);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "changes: of one namespace, and from a time on") {
        write(UpdateKind::Touch, {"doc:1#viewer@user:a"});
        write(UpdateKind::Touch, {"team:t#member@user:a"});
        write(UpdateKind::Touch, {"doc:2#viewer@user:a"});
        CHECK(all({.namespace_name = "doc", .limit = 1}) ==
              Texts{"+doc:1#viewer@user:a", "+doc:2#viewer@user:a"});
        ReadChangesRequest later;
        later.since = now - std::chrono::minutes(90);
        CHECK(all(later) == Texts{"+doc:2#viewer@user:a"});
        later.since = now + std::chrono::hours(1);
        CHECK(all(later) == Texts{});
    }

    TEST_CASE_FIXTURE(Fixture, "changes: those of other namespaces have cost something, too") {
        write(UpdateKind::Touch, {"doc:1#viewer@user:a", "team:t#member@user:a"});
        write(UpdateKind::Touch, {"team:t#member@user:b"});
        const auto page = must(engine->read_changes({.namespace_name = "doc"}));
        CHECK(page.changes.size() == 1);
        CHECK(page.looked_at == 3);
    }

    TEST_CASE_FIXTURE(Fixture, "changes: a cursor goes on with what was written later") {
        write(UpdateKind::Touch, {"doc:1#viewer@user:a"});
        auto page = must(engine->read_changes({}));
        REQUIRE(page.cursor);
        CHECK_FALSE(must(engine->read_changes({.cursor = page.cursor})).cursor);
        write(UpdateKind::Touch, {"doc:2#viewer@user:a"});
        auto next = must(engine->read_changes({.cursor = page.cursor}));
        CHECK(next.changes.size() == 1);
        auto of_another_call =
            engine->read_changes({.cursor = page.cursor, .namespace_name = "doc"});
        CHECK(of_another_call.error().code == ErrorCode::InvalidCursor);
    }

    TEST_CASE_FIXTURE(Fixture, "changes: a cursor that was tampered with is refused as one, "
                               "and never takes the store for damaged") {
        write(UpdateKind::Touch,
              {"doc:1#viewer@user:a", "doc:2#viewer@user:a", "team:t#member@user:a"});
        const auto page = must(engine->read_changes({.limit = 1}));
        const auto bytes = base::from_base64(page.cursor->token).value();
        constexpr std::size_t kPlace = 30; // of the number of bytes within a revision
        std::size_t refused = 0;
        for (std::uint64_t within = 1; within < 300; ++within) {
            auto changed = bytes.substr(0, kPlace);
            base::append_big_endian(changed, within, 8);
            changed += bytes.substr(kPlace + 8);
            const auto read = engine->read_changes({.cursor = Cursor{base::to_base64(changed)}});
            refused += !read;
            if (!read)
                CHECK(read.error().code == ErrorCode::InvalidCursor);
        }
        CHECK(refused > 200);
    }
}
