// What is known of a set before anybody is asked one by one.
#include "graph/bounds.h"

#include <doctest/doctest.h>

using namespace pemba;
using namespace pemba::graph;

namespace {

Numbers numbers(std::initializer_list<std::uint64_t> list) {
    Numbers numbers;
    for (auto number : list)
        numbers.push_back(ObjectNumber{number});
    return numbers;
}

Bounds bounds(std::initializer_list<std::uint64_t> certain,
              std::initializer_list<std::uint64_t> open = {}) {
    Bounds bounds;
    bounds.certain = numbers(certain);
    bounds.open = numbers(open);
    return bounds;
}

} // namespace

TEST_SUITE("graph/bounds") {
    TEST_CASE("settling orders both parts, and who is certain is not open") {
        auto all = bounds({3, 1, 3}, {4, 1, 2});
        all.settle();
        CHECK(all.certain == numbers({1, 3}));
        CHECK(all.open == numbers({2, 4}));
        CHECK(all.possible() == numbers({1, 2, 3, 4}));
    }

    TEST_CASE(
        "an intersection is certain of whom both sides are, and open to whom neither denies") {
        auto all = bounds({1, 2, 3}, {4, 5});
        all.intersect(bounds({1, 4}, {2, 9}), true);
        CHECK(all.certain == numbers({1}));
        CHECK(all.open == numbers({2, 4}));
    }

    TEST_CASE("an intersection with a side whose absence tells nothing leaves everybody open") {
        auto all = bounds({1, 2}, {4});
        all.intersect(bounds({1}), false);
        CHECK(all.certain == numbers({1}));
        CHECK(all.open == numbers({2, 4}));
    }

    TEST_CASE("an exclusion leaves out the certain, and opens what may be left out") {
        auto all = bounds({1, 2, 3}, {4, 5});
        all.subtract(bounds({1, 4}, {2}), true);
        CHECK(all.certain == numbers({3}));
        CHECK(all.open == numbers({2, 5}));
    }

    TEST_CASE("an exclusion of a side whose absence tells nothing is certain of nobody") {
        auto all = bounds({1, 2});
        all.subtract(bounds({1}), false);
        CHECK(all.certain.empty());
        CHECK(all.open == numbers({2}));
    }

    TEST_CASE("what comes again and again while it is collected does not pile up") {
        Bounds all;
        for (int round = 0; round < 1'000; ++round) {
            for (std::uint64_t i = 0; i < 1'000; ++i)
                all.add(ObjectNumber{i}, true);
            all.settle_if_grown();
        }
        CHECK(all.certain.capacity() < 200'000);
        all.settle();
        CHECK(all.certain.size() == 1'000);
    }
}
