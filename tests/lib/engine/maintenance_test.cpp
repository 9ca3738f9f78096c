// Compaction and copies, against a history that a shadow remembers.
#include <algorithm>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "lib/engine/random_history.h"
#include "pemba/maintenance.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("engine/maintenance") {
    TEST_CASE("compaction drops names and space, and no answer") {
        RandomHistory world(42);
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
}
