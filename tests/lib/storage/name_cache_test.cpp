// The cache of names finds what it was told, and nothing else.
#include "storage/name_cache.h"

#include <string>
#include <thread>
#include <vector>

#include "storage/names.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

constexpr StoreId kOther{2};
constexpr std::uint64_t kBytes = 1 << 20;

// A number that tells the id it is of.
ObjectNumber number_of(StoreId store, std::uint64_t id) {
    return ObjectNumber{id * 2 + (store == kOther ? 1 : 0) + 1};
}

} // namespace

TEST_SUITE("storage/name_cache") {
    TEST_CASE("name cache: an id is found in its store, whole, and nowhere else") {
        NameCache cache(kBytes);
        const std::string longest(NameCache::kMaxIdBytes, 'x');
        cache.remember(StoreId::Default, "ann", ObjectNumber{7});
        cache.remember(StoreId::Default, longest, ObjectNumber{kMaxObjectNumber});
        CHECK(cache.find(StoreId::Default, "ann") == ObjectNumber{7});
        CHECK(cache.find(StoreId::Default, longest) == ObjectNumber{kMaxObjectNumber});
        CHECK_FALSE(cache.find(kOther, "ann"));
        for (std::string id : {"", "an", "anna", "bnn", "Ann"})
            CHECK_FALSE(cache.find(StoreId::Default, id));
        CHECK_FALSE(cache.find(StoreId::Default, std::string("ann\0", 4)));
        CHECK_FALSE(cache.find(StoreId::Default, longest + "x"));
        CHECK_FALSE(cache.find(StoreId::Default, longest.substr(1)));
    }

    TEST_CASE("name cache: a long id is not kept, and without room nothing is") {
        NameCache cache(kBytes);
        const std::string long_id(NameCache::kMaxIdBytes + 1, 'x');
        cache.remember(StoreId::Default, long_id, ObjectNumber{7});
        CHECK_FALSE(cache.find(StoreId::Default, long_id));
        NameCache none(0);
        none.remember(StoreId::Default, "ann", ObjectNumber{7});
        none.prefetch(StoreId::Default, "ann");
        CHECK_FALSE(none.find(StoreId::Default, "ann"));
    }

    TEST_CASE("name cache: it grows with what it is told, and forgets when it is full") {
        constexpr std::uint64_t kLines = kBytes / 64;
        auto remembered = [](std::uint64_t names) {
            NameCache cache(kBytes);
            // As readers do, and a few times, since growing moves the place of some.
            for (int round = 0; round < 4; ++round)
                for (std::uint64_t id = 0; id < names; ++id)
                    if (!cache.find(StoreId::Default, std::to_string(id)))
                        cache.remember(StoreId::Default, std::to_string(id),
                                       number_of(StoreId::Default, id));
            std::uint64_t found = 0;
            for (std::uint64_t id = 0; id < names; ++id)
                if (auto number = cache.find(StoreId::Default, std::to_string(id))) {
                    CHECK(*number == number_of(StoreId::Default, id));
                    ++found;
                }
            return found;
        };
        CHECK(remembered(1'000) > 950);
        CHECK(remembered(kLines / 2) > kLines / 2 * 9 / 10);
        CHECK(remembered(kLines * 4) > kLines / 2);
        CHECK(remembered(kLines * 4) <= kLines);
    }

    TEST_CASE("name cache: it tells how full it is, and how many gave way") {
        NameCache cache(NameCache::kLeastBytes);
        CHECK(cache.statistics().used_bytes == 0);
        CHECK(cache.statistics().bytes == NameCache::kLeastBytes);
        for (std::uint32_t i = 1; i <= 5'000; ++i)
            cache.remember(StoreId::Default, "id" + std::to_string(i), ObjectNumber{i});
        CHECK(cache.statistics().used_bytes > NameCache::kLeastBytes / 2);
        CHECK(cache.statistics().used_bytes <= NameCache::kLeastBytes);
        CHECK(cache.statistics().evictions >= 5'000 - NameCache::kLeastBytes / 64);
    }

    TEST_CASE("name cache: while some write, others find nothing but the truth") {
        // Few lines for many names, so that every line changes all the time.
        NameCache cache(NameCache::kLeastBytes);
        std::atomic<std::uint64_t> found = 0, wrong = 0;
        auto work = [&](std::uint64_t seed) {
            std::uint64_t random = seed;
            for (int i = 0; i < 50'000; ++i) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                const auto store = random >> 63 ? kOther : StoreId::Default;
                const auto id = (random >> 33) % 5'000;
                const auto text = std::string(id % 30, 'n') + std::to_string(id);
                if (auto number = cache.find(store, text))
                    ++(*number == number_of(store, id) ? found : wrong);
                else
                    cache.remember(store, text, number_of(store, id));
            }
        };
        std::vector<std::thread> threads;
        for (std::uint64_t seed = 1; seed <= 4; ++seed)
            threads.emplace_back(work, seed);
        for (auto& thread : threads)
            thread.join();
        CHECK(wrong == 0);
        CHECK(found > 0);
    }

    TEST_CASE("name cache: a name that is newer than the snapshot is not in it") {
        TempStore folder;
        auto environment =
            must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
        NameCache cache(kBytes);
        Guests guests;
        auto before = must(environment->begin_read());
        Head head;
        auto writing = must(environment->begin_write());
        auto ann = must(NameWriter(*writing, StoreId::Default, head).intern_object("ann"));
        must(writing->commit());

        auto after = must(environment->begin_read());
        CHECK(must(Names(*after, StoreId::Default, head, guests, cache).find_object("ann")) == ann);
        CHECK(cache.find(StoreId::Default, "ann") == ann);
        Names earlier(*before, StoreId::Default, Head{}, guests, cache);
        CHECK_FALSE(must(earlier.find_object("ann")));
        auto guest = must(guests.admit("ann"));
        CHECK(must(earlier.find_object("ann")) == guest);
    }
}
