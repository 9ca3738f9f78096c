// Compaction, copies and restoring to a point, against a history that a shadow remembers.
#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "pemba/database.h"
#include "pemba/maintenance.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

const std::string kPast = "[expiration:2020-01-01T00:00:00Z]";
const std::string kFuture = "[expiration:2999-01-01T00:00:00Z]";

Schema schema_number(int number) {
    std::vector<std::string> viewers{"user", "user:*", "user with expiration", "team#member"};
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user", "team#member", "user with expiration"})
        .define("doc" + std::to_string(number % 3))
        .define("doc")
        .relation("viewer", viewers)
        .permission("view", any_of({rel("viewer")}))
        .build();
}

// How a store stood at a revision.
struct State {
    Texts tuples;
    Schema schema = Schema::empty();
    Timestamp time{};
    Zookie zookie;
};

Texts tuples_of(const Engine& engine, Consistency consistency = {}) {
    ReadRequest all;
    all.consistency = std::move(consistency);
    all.limit = 100'000;
    Texts texts;
    for (const auto& tuple : must(engine.read(all)).tuples)
        texts.push_back(to_string(tuple));
    std::ranges::sort(texts);
    return texts;
}

// A database that is written at random, a revision a minute, and what was.
class World {
public:
    explicit World(unsigned seed) : random_(seed) { open(); }

    void open(std::chrono::seconds retention = std::chrono::seconds(0)) {
        auto options = folder.options();
        options.clock = [this] { return start + std::chrono::minutes(minutes.load()); };
        options.expiry_interval = std::chrono::milliseconds(retention.count() > 0 ? 1 : 0);
        options.changelog_retention = retention;
        database = must(Database::open(options));
    }
    void close() { database.reset(); }

    // Some store is written to, or made.
    void step() {
        ++minutes;
        if (history.empty())
            return add_store(std::string(Database::kDefaultStore));
        if (history.size() < 4 && chance(40))
            return add_store(must(database->create_store("tenant")).id);
        auto store = history.begin();
        std::advance(store, random_() % history.size());
        auto engine = must(database->find_store(store->first));
        if (chance(10))
            remember(store->first,
                     must(engine->write_schema({schema_number(++schemas_), {}})).written_at);
        else
            write(store->first, *engine);
    }
    void steps(int count) {
        for (int i = 0; i < count; ++i)
            step();
    }

    fs::path path() const { return folder.options().directory; }

    TempStore folder;
    const Timestamp start = must(parse_timestamp("2026-01-01T00:00:00Z"));
    std::atomic<int> minutes = 0;
    std::unique_ptr<Database> database;
    std::map<std::string, std::vector<State>> history; ///< by the store's id, then revision
    std::map<std::string, Timestamp> made_at;

private:
    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    std::string one_of(std::string_view prefix, unsigned count) {
        return fmt::format("{}{}", prefix, random_() % count);
    }

    void add_store(const std::string& id) {
        history[id].emplace_back();
        made_at[id] = start + std::chrono::minutes(minutes.load());
        auto engine = must(database->find_store(id));
        remember(id, must(engine->write_schema({schema_number(++schemas_), {}})).written_at);
    }
    void remember(const std::string& id, const Zookie& zookie) {
        auto engine = must(database->find_store(id));
        const auto revision = must(engine->statistics()).revision;
        auto& states = history[id];
        if (revision < states.size())
            return;                      // nothing was changed
        while (states.size() < revision) // what has expired was collected, which changes no answer
            states.push_back(states.back());
        states.push_back({tuples_of(*engine), must(engine->read_schema()).schema,
                          start + std::chrono::minutes(minutes.load()), zookie});
    }
    std::string some_tuple() {
        if (chance(4))
            return one_of("team:t", 5) + "#member@" + one_of("team:t", 5) + "#member";
        if (chance(3))
            return one_of("team:t", 5) + "#member@" + one_of("user:u", 30) +
                   (chance(3)   ? kPast
                    : chance(2) ? kFuture
                                : "");
        if (chance(10))
            return one_of("doc:d", 20) + "#viewer@user:*";
        if (chance(3))
            return one_of("doc:d", 20) + "#viewer@" + one_of("team:t", 5) + "#member";
        return one_of("doc:d", 20) + "#viewer@" + one_of("user:only-now-", 100'000) +
               (chance(4) ? kFuture : "");
    }
    void write(const std::string& id, Engine& engine) {
        std::map<std::string, TupleUpdate> updates;
        for (auto left = 1 + random_() % 5; left > 0; --left) {
            const auto tuple = tuple_of(some_tuple());
            updates[to_string(edge_of(tuple))] = {
                chance(3) ? UpdateKind::Delete : UpdateKind::Touch, tuple};
        }
        const auto there = tuples_of(engine);
        if (!there.empty() && chance(2)) {
            const auto tuple = tuple_of(there[random_() % there.size()]);
            updates[to_string(edge_of(tuple))] = {UpdateKind::Delete, tuple};
        }
        WriteRequest request;
        for (const auto& [name, update] : updates)
            request.updates.push_back(update);
        remember(id, must(engine.write(std::move(request))).written_at);
    }

    std::mt19937 random_;
    int schemas_ = 0;
};

std::unique_ptr<Database> open(const fs::path& directory) {
    Options options;
    options.directory = directory;
    options.create = false;
    options.map_bytes = std::uint64_t{1} << 30;
    options.durable = false;
    options.expiry_interval = {};
    return must(Database::open(options));
}

void expect(const Database& database, const std::string& id, const State& state) {
    CAPTURE(id);
    auto engine = must(database.find_store(id));
    CAPTURE(must(engine->statistics()).revision);
    CHECK(tuples_of(*engine) == state.tuples);
    const auto read = must(engine->read_schema({.consistency = {}, .none_is_empty = true}));
    CHECK(std::ranges::equal(read.schema.bytes(), state.schema.bytes()));
    CHECK(must(engine->verify()).empty());
    if (!state.zookie.token.empty()) // of another epoch, so nobody can mistake it
        CHECK(engine->read({.consistency = Consistency::at_least_as_fresh(state.zookie)})
                  .error()
                  .code == ErrorCode::InvalidZookie);
}

const State& state_at(const std::vector<State>& states, Timestamp time) {
    const State* last = &states.front();
    for (const auto& state : states)
        if (state.time <= time)
            last = &state;
    return *last;
}

void expect_all_at(const Database& database, const World& world, Timestamp time) {
    for (const auto& [id, states] : world.history)
        if (id == Database::kDefaultStore || world.made_at.at(id) <= time)
            expect(database, id, state_at(states, time));
        else
            CHECK(database.find_store(id).error().code == ErrorCode::StoreUnknown);
}

} // namespace

TEST_SUITE("engine/maintenance") {
    TEST_CASE("a copy rewound to any point is the store as it stood there, and goes on") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            World world(seed);
            world.steps(120);
            world.close();
            for (int minute = 0; minute <= 130; minute += 13) {
                TempStore target;
                const auto point = world.start + std::chrono::minutes(minute);
                must(restore({.backup = world.path(),
                              .target = target.path(),
                              .changelog_of = {},
                              .to_time = point,
                              .to_revision = {}}));
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
        World world(7);
        world.steps(150);
        world.close();
        for (const auto& [id, states] : world.history)
            for (std::uint64_t revision = 1; revision < states.size(); revision += 9) {
                CAPTURE(id);
                CAPTURE(revision);
                CAPTURE(to_string(states[revision].time));
                TempStore target;
                must(restore({.backup = world.path(),
                              .target = target.path(),
                              .changelog_of = {},
                              .to_time = {},
                              .to_revision = {{id, revision}}}));
                expect_all_at(*open(target.path()), world, states[revision].time);
            }
    }

    TEST_CASE("a backup and a later changelog come to any point between, before and after") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            World world(100 + seed);
            TempStore backup;
            world.steps(60);
            world.close();
            must(back_up(world.path(), backup.path()));
            world.open();
            world.steps(80);
            world.close();
            for (int minute = 5; minute <= 140; minute += 27) {
                TempStore target;
                const auto point = world.start + std::chrono::minutes(minute);
                must(restore({.backup = backup.path(),
                              .target = target.path(),
                              .changelog_of = world.path(),
                              .to_time = point,
                              .to_revision = {}}));
                expect_all_at(*open(target.path()), world, point);
            }
            TempStore newest;
            must(restore({.backup = backup.path(),
                          .target = newest.path(),
                          .changelog_of = world.path(),
                          .to_time = {},
                          .to_revision = {}}));
            expect_all_at(*open(newest.path()), world, Timestamp::max());
        }
    }

    TEST_CASE("compaction drops names and space, and no answer") {
        World world(42);
        world.steps(300);
        world.close();
        world.minutes += 5;
        world.open(std::chrono::minutes(30));
        auto engine = world.database->default_store();
        const auto& states = world.history.at("default");
        const auto kept = static_cast<std::uint64_t>(
            std::ranges::count_if(states,
                                  [&](const State& state) {
                                      return state.time < world.start + std::chrono::minutes(275);
                                  }) -
            1);
        for (int i = 0; i < 1'000 && must(engine->statistics()).oldest_revision < kept; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(must(engine->statistics()).oldest_revision == kept);
        const auto names = must(engine->statistics()).names;
        const auto answers = tuples_of(*engine);
        const auto zookie = must(engine->statistics()).head;
        engine.reset();
        world.close();
        const auto done = must(compact(world.path()));
        CHECK(done.names_dropped > 50);
        CHECK(done.bytes_after < done.bytes_before);
        CHECK(must(compact(world.path())).names_dropped == 0);

        world.open();
        engine = world.database->default_store();
        CHECK(must(engine->statistics()).names == names - done.names_dropped);
        CHECK(must(engine->statistics()).head == zookie);
        CHECK(tuples_of(*engine) == answers);
        CHECK(tuples_of(*engine, Consistency::at_least_as_fresh(states[1].zookie)) == answers);
        for (auto revision = kept; revision < states.size(); ++revision)
            CHECK(tuples_of(*engine, Consistency::exact_snapshot(states[revision].zookie)) ==
                  states[revision].tuples);
        for (const auto& [id, history] : world.history)
            CHECK(must(must(world.database->find_store(id))->verify()).empty());
        world.steps(50); // names that come back, and new ones
        for (const auto& [id, history] : world.history)
            CHECK(must(must(world.database->find_store(id))->verify()).empty());
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
            must(restore({.backup = backup.path(),
                          .target = target.path(),
                          .changelog_of = options.directory,
                          .to_time = {},
                          .to_revision = {}}));
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
        RestoreRequest request{.backup = backup.path(),
                               .target = newest.path(),
                               .changelog_of = folder.options().directory,
                               .to_time = {},
                               .to_revision = {}};
        CHECK(must(restore(request)).stores.size() == 1);
        CHECK(!open(newest.path())->find_store(tenant));
        request.target = earlier.path();
        request.to_time = Timestamp::max(); // nothing tells when it was deleted
        CHECK(must(restore(request)).stores.size() == 2);
    }

    TEST_CASE("whatever makes a file, only the store's owner may read it") {
        TempStore folder, backup, restored;
        const auto directory = folder.options().directory;
        must(Engine::open(folder.options()));
        const auto status_of = [](const fs::path& path) {
            struct stat status {};
            REQUIRE(::stat((path / "data.mdb").c_str(), &status) == 0);
            return status;
        };
        constexpr uid_t kOther = 4711;
        const bool is_root = ::geteuid() == 0; // who may give files to others
        if (is_root)
            REQUIRE(::chown((directory / "data.mdb").c_str(), kOther, kOther) == 0);
        must(compact(directory));
        CHECK(status_of(directory).st_uid == (is_root ? kOther : ::geteuid()));
        must(back_up(directory, backup.path()));
        must(restore({.backup = backup.path(),
                      .target = restored.path(),
                      .changelog_of = {},
                      .to_time = {},
                      .to_revision = {}}));
        for (const auto& path : {directory, backup.path(), restored.path()})
            CHECK((status_of(path).st_mode & 0777) == 0600);
    }

    TEST_CASE("what cannot be restored is refused, and leaves nothing") {
        World world(3), other(4);
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
