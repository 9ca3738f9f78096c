// Restoring to a point, against a history that a shadow remembers.
#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "lib/engine/random_history.h"
#include "pemba/maintenance.h"
#include "pemba/verify.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

RestoreRequest request_for(const fs::path& backup, const fs::path& target = {}) {
    return {.backup = backup,
            .target = target,
            .changelog_of = {},
            .to_time = {},
            .to_revision = {},
            .without = {}};
}
RestoreRequest request_for(const fs::path& backup, const TempStore& target) {
    return request_for(backup, target.path());
}

// Restores into a new folder, where everything has to stand as it stood at a time.
void expect_restored(RestoreRequest wanted, const RandomHistory& world, Timestamp time) {
    TempStore target;
    wanted.target = target.path();
    must(restore(wanted));
    CHECK(must(verify_folder(target.path())).problems == Texts{});
    expect_all_at(*testing::open(target.path()), world, time);
}

// A clock in hours, and stores that are written to by hand.
struct Tenants {
    TempStore folder, backup;
    const Timestamp start = must(parse_timestamp("2026-01-01T00:00:00Z"));
    std::atomic<int> hour = 0;
    std::unique_ptr<Database> database;

    Tenants() { open(0); }

    fs::path path() const { return folder.options().directory; }
    void open(int retention) {
        auto options = folder.options();
        options.clock = [this] { return start + std::chrono::hours(hour.load()); };
        options.expiry_interval = std::chrono::milliseconds(1);
        options.changelog_retention = std::chrono::hours(retention);
        database = must(Database::open(options));
    }
    std::string make(const std::string& name) {
        const auto id = must(database->create_store(name)).id;
        must(must(database->find_store(id))->write_schema({schema_number(1), {}}));
        return id;
    }
    // An hour passes, and a tuple is written that tells of it.
    void write(const std::string& id) {
        WriteRequest request;
        request.updates.push_back(
            {UpdateKind::Touch, tuple_of(fmt::format("doc:{}#viewer@user:ann", ++hour))});
        must(must(database->find_store(id))->write(std::move(request)));
    }
    void back_up() {
        database.reset();
        must(pemba::back_up(path(), backup.path()));
        open(0);
    }
    // Gives up what is older than some hours, down to the oldest revision of one store, and closes.
    void trim(int retention, const std::string& id, std::uint64_t oldest) {
        database.reset();
        open(retention);
        const auto engine = must(database->find_store(id));
        for (int i = 0; i < 1'000 && must(engine->statistics()).oldest_revision < oldest; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(must(engine->statistics()).oldest_revision == oldest);
    }
    RestoreRequest request(const TempStore& target) const {
        auto request = request_for(backup.path(), target);
        request.changelog_of = path();
        return request;
    }
};

std::vector<std::string> stores_in(const Error& error) {
    std::vector<std::string> ids;
    for (const auto& [key, value] : error.details)
        if (key == "store")
            ids.push_back(value);
    return ids;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("engine/restore") {
    TEST_CASE_FIXTURE(Tenants, "stores whose history is given up are named, and can be left out") {
        const auto old = make("old");
        must(database->default_store()->write_schema({schema_number(1), {}}));
        back_up();
        const auto one = make("one"), two = make("two");
        for (int i = 0; i < 3; ++i) {
            write(one);
            write(two);
        }
        hour = 10;
        write("default");
        write(old);
        write(one);
        trim(3, two, 4);
        const auto now = tuples_of(*must(database->find_store(old)));
        database.reset();

        TempStore target;
        auto wanted = request(target);
        const auto refused = restore(wanted).error();
        CHECK(refused.code == ErrorCode::SnapshotUnavailable);
        CHECK(stores_in(refused) == Texts{one, two});
        CHECK(contains(refused.message, "2 stores cannot be restored\n  `one` (" + one +
                                            "): the backup does not have it, and its changelog "
                                            "has given up everything up to revision 4, written "
                                            "at 2026-01-01T05:00:00Z"));
        CHECK(fs::is_empty(target.path()));

        wanted.without = {one, "nobody"};
        CHECK(restore(wanted).error().code == ErrorCode::StoreUnknown);
        wanted.without = {one};
        CHECK(contains(restore(wanted).error().message, "store `two` cannot be restored: the"));
        wanted.without = {one, two};
        const auto restored = must(restore(wanted));
        CHECK(restored.stores.size() == 2);
        REQUIRE(restored.left_out.size() == 2);
        CHECK(restored.left_out[0].id == one);
        CHECK(restored.left_out[0].why == RestoreResult::LeftOut::Why::Asked);
        CHECK(must(verify_folder(target.path())).problems == Texts{});
        auto there = testing::open(target.path());
        CHECK(tuples_of(*must(there->find_store(old))) == now);
        CHECK(there->find_store(one).error().code == ErrorCode::StoreUnknown);
    }

    TEST_CASE_FIXTURE(Tenants, "the default store that is left out is there, and empty") {
        const auto old = make("old");
        must(database->default_store()->write_schema({schema_number(1), {}}));
        back_up();
        write("default");
        hour = 10;
        write("default");
        write(old);
        trim(3, "default", 2);
        database.reset();

        TempStore target;
        auto wanted = request(target);
        const auto refused = restore(wanted).error();
        CHECK(stores_in(refused) == Texts{"default"});
        CHECK(refused.message == "store `default` cannot be restored: the backup has it up to "
                                 "revision 1, and its changelog has given up everything up to "
                                 "revision 2, written at 2026-01-01T01:00:00Z");
        wanted.without = {"default"};
        CHECK(must(restore(wanted)).stores.size() == 1);
        {
            auto there = testing::open(target.path());
            CHECK(must(there->default_store()->statistics()).revision == 0);
            CHECK(tuples_of(*must(there->find_store(old))) == Texts{"doc:12#viewer@user:ann"});
            const auto fresh = must(there->create_store("fresh")).id;
            CHECK(tuples_of(*must(there->find_store(fresh))) == Texts{});
            CHECK(tuples_of(*must(there->find_store(old))) == Texts{"doc:12#viewer@user:ann"});
        }
        CHECK(must(verify_folder(target.path())).problems == Texts{});
    }

    TEST_CASE_FIXTURE(
        Tenants, "what is earlier than the changelog is refused, and how early it may be said") {
        must(database->default_store()->write_schema({schema_number(1), {}}));
        for (int i = 0; i < 9; ++i)
            write("default");
        trim(3, "default", 6);
        database.reset();

        const auto point = [&](std::optional<int> at, std::optional<RestoreRequest::Point> to) {
            TempStore target;
            auto wanted = request_for(path(), target);
            if (at)
                wanted.to_time = start + std::chrono::hours(*at);
            wanted.to_revision = to;
            auto done = restore(wanted);
            return done ? Result<RestoreResult::Store>(done->stores[0]) : std::move(done).error();
        };
        const std::string why = "store `default` cannot be restored: its changelog goes back to "
                                "revision 6, written at 2026-01-01T05:00:00Z, and no further";
        CHECK(point(4, {}).error().message == why);
        CHECK(point({}, {{"default", 5}}).error().message == why);
        CHECK(point({}, {{"default", 5}}).error().code == ErrorCode::SnapshotUnavailable);
        CHECK(stores_in(point(4, {}).error()) == Texts{"default"});
        CHECK(stores_in(point({}, {{"default", 5}}).error()) == Texts{}); // it is the point
        CHECK(must(point(5, {})).revision == 6);
        CHECK(must(point({}, {{"default", 6}})).revision == 6);
        CHECK(must(point({}, {{"default", 6}})).written_at == start + std::chrono::hours(5));
    }

    TEST_CASE_FIXTURE(Tenants, "of several stores the oldest time is told that all of them have") {
        const auto other = make("other");
        must(database->default_store()->write_schema({schema_number(1), {}}));
        for (int i = 0; i < 4; ++i) {
            write("default");
            write(other);
        }
        trim(3, other, 3);
        database.reset();
        TempStore target;
        auto wanted = request_for(path(), target);
        wanted.to_time = start + std::chrono::hours(1);
        const auto refused = restore(wanted).error();
        CHECK(stores_in(refused) == Texts{"default", other});
        CHECK(contains(refused.message, "\n  the oldest time that all of them have is "
                                        "2026-01-01T04:00:00Z"));
        wanted.to_time = start + std::chrono::hours(4);
        CHECK(must(restore(wanted)).stores.size() == 2);
    }

    TEST_CASE("after a retention and a compaction every point that is kept comes back") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            RandomHistory world(200 + seed);
            world.steps(70);
            world.trim_before(40);
            must(compact(world.path()));
            TempStore backup;
            must(back_up(world.path(), backup.path()));
            world.open();
            world.steps(70);
            world.trim_before(60);
            must(compact(world.path()));
            TempStore early;
            auto too_early = request_for(backup.path(), early);
            too_early.to_time = world.at(20);
            CHECK(restore(too_early).error().code == ErrorCode::SnapshotUnavailable);

            auto wanted = request_for(backup.path());
            wanted.changelog_of = world.path();
            for (int minute = 40; minute <= 145; minute += 15) {
                CAPTURE(seed);
                CAPTURE(minute);
                wanted.to_time = world.at(minute);
                expect_restored(wanted, world, world.at(minute));
            }
            wanted.to_time = {};
            for (const auto& [id, states] : world.history)
                for (std::uint64_t revision = 1; revision < states.size(); revision += 7) {
                    if (states[revision].time < world.at(40))
                        continue;
                    CAPTURE(id);
                    CAPTURE(revision);
                    wanted.to_revision = {id, revision};
                    expect_restored(wanted, world, states[revision].time);
                }
        }
    }

    TEST_CASE("a copy rewound to any point is the store as it stood there, and goes on") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            RandomHistory world(seed);
            world.steps(120);
            world.close();
            for (int minute = 0; minute <= 130; minute += 13) {
                TempStore target;
                const auto point = world.start + std::chrono::minutes(minute);
                auto wanted = request_for(world.path(), target);
                wanted.to_time = point;
                must(restore(wanted));
                auto restored = open(target.path());
                expect_all_at(*restored, world, point);
                auto engine = restored->default_store();
                must(engine->write_schema({schema_number(77), {}}));
                WriteRequest request;
                request.updates.push_back(
                    {UpdateKind::Touch, tuple_of("doc:new#viewer@user:somebody-new")});
                must(engine->write(std::move(request)));
                CHECK(must(engine->verify()).empty());
            }
        }
    }

    TEST_CASE("a revision of one store takes the others to its time") {
        RandomHistory world(7);
        world.steps(150);
        world.close();
        for (const auto& [id, states] : world.history)
            for (std::uint64_t revision = 1; revision < states.size(); revision += 9) {
                CAPTURE(id);
                CAPTURE(revision);
                CAPTURE(to_string(states[revision].time));
                auto wanted = request_for(world.path());
                wanted.to_revision = {id, revision};
                expect_restored(wanted, world, states[revision].time);
            }
    }

    TEST_CASE("a backup and a later changelog come to any point between, before and after") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            RandomHistory world(100 + seed);
            TempStore backup;
            world.steps(60);
            world.close();
            must(back_up(world.path(), backup.path()));
            world.open();
            world.steps(80);
            world.close();
            auto wanted = request_for(backup.path());
            wanted.changelog_of = world.path();
            for (int minute = 5; minute <= 140; minute += 27) {
                wanted.to_time = world.at(minute);
                expect_restored(wanted, world, world.at(minute));
            }
            wanted.to_time = {};
            expect_restored(wanted, world, Timestamp::max());
        }
    }

    TEST_CASE("a name that the backup or the database gave up is good where it is used again") {
        for (const bool in_backup : {true, false}) {
            CAPTURE(in_backup);
            TempStore folder, backup, target;
            auto options = folder.options();
            auto engine = must(Engine::open(options));
            const auto write = [&](UpdateKind kind, std::string_view text) {
                WriteRequest request;
                request.updates.push_back({kind, tuple_of(text)});
                must(engine->write(std::move(request)));
            };
            must(engine->write_schema({schema_number(1), {}}));
            write(UpdateKind::Touch, "doc:a#viewer@user:gone");
            write(UpdateKind::Delete, "doc:a#viewer@user:gone");
            engine.reset();
            must(back_up(options.directory, backup.path()));

            auto trimming = options;
            trimming.directory = in_backup ? backup.path() : options.directory;
            trimming.clock = [] { return Timestamp{} + std::chrono::hours(24 * 365 * 200); };
            trimming.expiry_interval = std::chrono::milliseconds(1);
            trimming.changelog_retention = std::chrono::seconds(1);
            engine = must(Engine::open(trimming));
            for (int i = 0; i < 1'000 && must(engine->statistics()).oldest_revision < 3; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            engine.reset();
            CHECK(must(compact(trimming.directory)).names_dropped == 2);

            engine = must(Engine::open(options));
            write(UpdateKind::Touch, "doc:b#viewer@user:gone");
            engine.reset();
            auto wanted = request_for(backup.path(), target);
            wanted.changelog_of = options.directory;
            must(restore(wanted));
            auto restored = open(target.path());
            CHECK(tuples_of(*restored->default_store()) == Texts{"doc:b#viewer@user:gone"});
            CHECK(must(restored->default_store()->verify()).empty());
            CHECK(must(restored->default_store()->statistics()).oldest_revision == 3);
        }
    }

    TEST_CASE("a store that was deleted after the backup is not in the newest state") {
        TempStore folder, backup, newest, earlier;
        auto database = must(Database::open(folder.options()));
        const auto tenant = must(database->create_store("tenant")).id;
        database.reset();
        must(back_up(folder.options().directory, backup.path()));
        database = must(Database::open(folder.options()));
        must(database->delete_store(tenant));
        database.reset();
        auto request = request_for(backup.path(), newest);
        request.changelog_of = folder.options().directory;
        CHECK(must(restore(request)).stores.size() == 1);
        CHECK(!open(newest.path())->find_store(tenant));
        request.target = earlier.path();
        request.to_time = Timestamp::max(); // nothing tells when it was deleted
        CHECK(must(restore(request)).stores.size() == 2);
    }

    TEST_CASE("what cannot be restored is refused, and leaves nothing") {
        RandomHistory world(3), other(4);
        world.steps(20);
        other.steps(20);
        world.close();
        other.close();
        TempStore target;
        const auto refusal = [&](RestoreRequest request) {
            request.backup = world.path();
            request.target = target.path();
            auto done = restore(request);
            REQUIRE_FALSE(done);
            CHECK(fs::is_empty(target.path()));
            return done.error().code;
        };
        CHECK(refusal({.to_revision = {{"default", 1'000}}}) == ErrorCode::InvalidArgument);
        CHECK(refusal({.to_revision = {{"nobody", 1}}}) == ErrorCode::StoreUnknown);
        CHECK(refusal({.changelog_of = other.path()}) == ErrorCode::InvalidArgument);
        CHECK(refusal({.changelog_of = world.path() / "nowhere"}) == ErrorCode::StoreFailed);
        CHECK(back_up(world.path(), other.path()).error().code == ErrorCode::InvalidArgument);
    }
}
