// A clock that jumps: what is ordered by revisions stays in order, what is judged by the clock is.
#include <atomic>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using std::chrono::hours;

namespace {

Schema one_schema() {
    return SchemaBuilder()
        .define("user")
        .define("doc")
        .relation("viewer", {"user", "user with expiration"})
        .permission("view", any_of({rel("viewer")}))
        .build();
}

// At 2026-01-01T12:00:00Z, moved by whole hours.
struct Fixture {
    TempStore store;
    std::atomic<int> moved{0};
    std::unique_ptr<Engine> engine;

    Fixture() {
        open();
        must(engine->write_schema({one_schema(), {}}));
    }
    void open() {
        engine.reset();
        Options options = store.options();
        options.clock = [this] { return Timestamp{} + hours(490'908 + moved); };
        options.expiry_interval = std::chrono::milliseconds(0);
        engine = must(Engine::open(options));
    }
    Zookie touch(std::string_view text) {
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of(text)});
        return must(engine->write(std::move(request))).written_at;
    }
    bool allows(std::string_view subject, Consistency consistency = {}) {
        return must(engine->check(
                        {userset_of("doc:1#view"), subject_of(subject), std::move(consistency)}))
            .decision.is_yes();
    }
    std::uint64_t revision() { return must(engine->statistics()).revision; }
};

constexpr const char* kUntilTwo = "doc:1#viewer@user:ann[expiration:2026-01-01T14:00:00Z]";

} // namespace

TEST_SUITE("engine/clock") {
    TEST_CASE_FIXTURE(Fixture, "clock: after a jump back writes go on, and revisions with them") {
        const Zookie before = touch("doc:1#viewer@user:ann");
        const auto revision_before = revision();
        moved = -24 * 365 * 50;
        const Zookie after = touch("doc:1#viewer@user:bob");
        CHECK(revision() == revision_before + 1);
        CHECK(allows("user:bob", Consistency::at_least_as_fresh(after)));
        CHECK_FALSE(allows("user:bob", Consistency::exact_snapshot(before)));
        CHECK(allows("user:ann", Consistency::exact_snapshot(before)));
        CHECK(must(engine->verify()).empty());
    }
    TEST_CASE_FIXTURE(Fixture, "clock: expiries are judged by what it says, back and forth") {
        touch(kUntilTwo);
        CHECK(allows("user:ann"));
        moved = 3;
        CHECK_FALSE(allows("user:ann"));
        moved = -48;
        CHECK(allows("user:ann"));
        moved = 2; // the very moment
        CHECK_FALSE(allows("user:ann"));
    }
    TEST_CASE_FIXTURE(Fixture, "clock: a store written in the future is opened, and written on") {
        moved = 24 * 365 * 100;
        const Zookie then = touch("doc:1#viewer@user:ann");
        moved = 0;
        open();
        CHECK(allows("user:ann", Consistency::exact_snapshot(then)));
        const Zookie now = touch("doc:1#viewer@user:bob");
        CHECK(allows("user:bob", Consistency::at_least_as_fresh(now)));
        CHECK(must(engine->verify()).empty());
    }
    TEST_CASE_FIXTURE(Fixture, "clock: of two schemas the one written last is in force") {
        moved = 24;
        const auto first = must(engine->read_schema()).id;
        moved = -24;
        auto later = SchemaBuilder()
                         .define("user")
                         .define("doc")
                         .relation("viewer", {"user"})
                         .permission("view", any_of({rel("viewer")}))
                         .permission("see", any_of({rel("viewer")}))
                         .build();
        must(engine->write_schema({std::move(later), {}}));
        const auto newest = must(engine->read_schema());
        CHECK(newest.id.text != first.text);
        touch("doc:1#viewer@user:ann");
        CHECK(must(engine->check({userset_of("doc:1#see"), subject_of("user:ann"), {}}))
                  .decision.is_yes());
    }
}
