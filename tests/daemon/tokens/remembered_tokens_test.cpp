// How many tokens are remembered, and which are not any more.
#include "tokens/remembered_tokens.h"

#include <doctest/doctest.h>

using namespace pemba;

TEST_SUITE("tokens/remembered_tokens") {
    TEST_CASE("remembered tokens: many, but not all that there ever were") {
        tokens::RememberedTokens remembered;
        const auto number = [](std::size_t i) { return keys::hash_of(std::to_string(i)); };
        constexpr std::size_t kMost = tokens::RememberedTokens::kMost;
        for (std::size_t i = 0; i < 2 * kMost; ++i)
            remembered.add(std::make_shared<const tokens::VerifiedToken>(
                tokens::VerifiedToken{.key = {.name = {}, .hash = number(i)}}));
        std::size_t found = 0;
        for (std::size_t i = 0; i < 2 * kMost; ++i)
            found += remembered.find(number(i)) != nullptr;
        CHECK(found <= kMost);
        CHECK(found > kMost / 2);
        CHECK(remembered.find(number(2 * kMost - 1)) != nullptr);
        CHECK(remembered.find(number(0)) == nullptr);
    }
    TEST_CASE(
        "remembered tokens: what was used last stays, and a new one takes an old one's place") {
        tokens::RememberedTokens remembered;
        const auto add = [&](const std::string& text, std::uint64_t version) {
            remembered.add(std::make_shared<const tokens::VerifiedToken>(tokens::VerifiedToken{
                .key = {.name = {}, .hash = keys::hash_of(text)}, .version = version}));
        };
        add("used", 1);
        add("used", 2);
        for (std::size_t i = 0; i < 2 * tokens::RememberedTokens::kMost; ++i) {
            add(std::to_string(i), 1);
            REQUIRE(remembered.find(keys::hash_of("used")) != nullptr);
        }
        CHECK(remembered.find(keys::hash_of("used"))->version == 2);
    }
}
