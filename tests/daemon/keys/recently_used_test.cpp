// How many are kept, and which are not any more.
#include "keys/recently_used.h"

#include <string>

#include <doctest/doctest.h>

using namespace pemba;

namespace {

constexpr std::size_t kMost = 1'024;

keys::Hash hash(std::size_t i) {
    return keys::hash_of(std::to_string(i));
}

} // namespace

TEST_SUITE("keys/recently_used") {
    TEST_CASE("recently used: many, but not all that there ever were") {
        keys::RecentlyUsed<const std::size_t> kept(kMost);
        for (std::size_t i = 0; i < 2 * kMost; ++i)
            kept.put(hash(i), std::make_shared<const std::size_t>(i));
        std::size_t found = 0;
        for (std::size_t i = 0; i < 2 * kMost; ++i)
            if (const auto value = kept.find(hash(i))) {
                CHECK(*value == i);
                ++found;
            }
        CHECK(found <= kMost);
        CHECK(found > kMost / 2);
        CHECK(kept.find(hash(2 * kMost - 1)) != nullptr);
        CHECK(kept.find(hash(0)) == nullptr);
    }
    TEST_CASE("recently used: what was used last stays, and a new one takes an old one's place") {
        keys::RecentlyUsed<const std::size_t> kept(kMost);
        const keys::Hash used = keys::hash_of("used");
        kept.put(used, std::make_shared<const std::size_t>(1));
        kept.put(used, std::make_shared<const std::size_t>(2));
        for (std::size_t i = 0; i < 2 * kMost; ++i) {
            kept.put(hash(i), std::make_shared<const std::size_t>(i));
            REQUIRE(kept.find(used) != nullptr);
        }
        CHECK(*kept.find(used) == 2);
    }
    TEST_CASE("recently used: what is there is not made again") {
        keys::RecentlyUsed<std::size_t> kept(kMost);
        const auto first =
            kept.find_or_put(hash(1), [] { return std::make_shared<std::size_t>(1); });
        const auto again =
            kept.find_or_put(hash(1), [] { return std::make_shared<std::size_t>(2); });
        CHECK(first == again);
        CHECK(*again == 1);
    }
}
