// What is told to be made is on the disk: the file, and each new folder in the one around it.
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "engine/load_folder.h"
#include "pemba/maintenance.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> synced; // in this order

bool was_synced(const fs::path& path) {
    return std::ranges::find(synced, fs::canonical(path)) != synced.end();
}

} // namespace

// Takes the place of the system's for this program.
extern "C" int fsync(int file) {
    std::error_code ignored;
    synced.push_back(fs::read_symlink("/proc/self/fd/" + std::to_string(file), ignored));
    static const auto real = reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, "fsync"));
    return real(file);
}

TEST_SUITE("engine/durability") {
    TEST_CASE("a copy in new folders is not told before their names are on the disk") {
        TempStore folder, place;
        must(Engine::open(folder.options()));
        const auto target = place.path() / "new" / "copy" / "";
        synced.clear();
        must(back_up(folder.options().directory, target));
        CHECK(was_synced(place.path()));
        CHECK(was_synced(place.path() / "new"));
        CHECK(was_synced(place.path() / "new/copy"));
    }

    TEST_CASE("a copy that fails takes all folders that it made with it") {
        TempStore folder, place;
        CHECK(!back_up(folder.path() / "nowhere", place.path() / "new" / "copy"));
        CHECK(fs::is_empty(place.path()));
    }

    TEST_CASE("a copy that fails takes nothing of others with it") {
        TempStore place;
        {
            const auto folder = must(engine::LoadFolder::make(place.path() / "new" / "copy"));
            fs::create_directory(place.path() / "new" / "another");
        } // which is not completed
        CHECK(fs::exists(place.path() / "new" / "another"));
        CHECK(!fs::exists(place.path() / "new" / "copy"));
    }

    TEST_CASE("of several that make a store in one folder at once one does, and keeps its work") {
        for (int round = 0; round < 20; ++round) {
            TempStore place;
            constexpr int kThreads = 8;
            std::atomic<int> made = 0, tried = 0;
            const auto target = place.path() / "new";
            const auto try_once = [&] {
                const auto folder = engine::LoadFolder::make(target);
                ++tried;
                made += folder ? 1 : 0;
                while (tried < kThreads)
                    std::this_thread::yield();
                if (folder)
                    CHECK(fs::exists(folder->work()));
            };
            std::vector<std::thread> threads;
            for (int i = 0; i < kThreads; ++i)
                threads.emplace_back(try_once);
            for (auto& thread : threads)
                thread.join();
            CHECK(made == 1);
            CHECK_FALSE(fs::exists(target / "unfinished-load"));
        }
    }

    TEST_CASE("that a store is no longer as it was closed is on the disk before it is written to") {
        TempStore folder;
        auto options = folder.options();
        options.durable = true;
        must(Engine::open(options));
        synced.clear();
        must(Engine::open(options));
        CHECK(was_synced(options.directory / "pemba.lock"));
    }

    TEST_CASE("a file that takes another's place has its owner and mode on the disk before") {
        TempStore folder;
        must(Engine::open(folder.options()));
        synced.clear();
        must(compact(folder.options().directory));
        REQUIRE(synced.size() >= 2);
        CHECK(synced.back() == fs::canonical(folder.options().directory));
        CHECK(synced[synced.size() - 2].filename() == "data.mdb");
    }
}
