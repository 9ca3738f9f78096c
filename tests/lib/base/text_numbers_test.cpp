// Distinct texts, numbered in the order of their first appearance.
#include "base/text_numbers.h"

#include <string>
#include <unordered_map>

#include <doctest/doctest.h>

using namespace pemba::base;

TEST_SUITE("base/text_numbers") {
    TEST_CASE(
        "numbers: each text has one, in the order of first appearance, whatever the batches") {
        std::vector<std::string> texts{"",
                                       "a",
                                       "long prefix 2",
                                       "long prefix 1",
                                       std::string(1, '\0'),
                                       std::string(100'000, 'x')};
        for (int i = 0; i < 20'000; ++i)
            texts.push_back("id" + std::to_string(i * 7919 % 5'000));
        std::unordered_map<std::string, std::uint32_t> expected;
        for (const auto& text : texts)
            expected.emplace(text, expected.size());

        TextNumbers numbers;
        for (std::size_t begin = 0, size = 1; begin < texts.size();
             begin += size, size = size * 2) {
            const auto end = std::min(texts.size(), begin + size);
            const std::vector<std::string_view> batch(texts.begin() + static_cast<long>(begin),
                                                      texts.begin() + static_cast<long>(end));
            std::vector<std::uint32_t> found(batch.size());
            numbers.find_or_add(batch, found);
            for (std::size_t i = 0; i < batch.size(); ++i)
                REQUIRE(found[i] == expected.at(std::string(batch[i])));
        }
        CHECK(numbers.size() == expected.size());
        for (const auto& [text, number] : expected)
            REQUIRE(numbers.text(number) == text);
        const auto sorted = numbers.sorted();
        CHECK(sorted.size() == numbers.size());
        for (std::size_t i = 1; i < sorted.size(); ++i)
            REQUIRE(numbers.text(sorted[i - 1]) < numbers.text(sorted[i]));
    }
}
