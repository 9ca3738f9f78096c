// Rounds of an io thread, by a clock that the test moves; processor time goes by as it works.
#include "http/round.h"

#include <ctime>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

using namespace pemba::http;
using namespace std::chrono_literals;

namespace {

void work_for(std::chrono::milliseconds time) {
    const auto spent = [] { return std::clock() * 1000 / CLOCKS_PER_SEC; };
    const auto end = spent() + time.count();
    while (spent() <= end) {
    }
}

} // namespace

TEST_SUITE("http/round") {
    TEST_CASE("round: it is too long once it works longer than it may, until the bell is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
        const auto start = Round::Clock::now();
        CHECK_FALSE(round.is_too_long(start)); // it begins
        work_for(25ms);
        CHECK_FALSE(round.is_too_long(start + 20ms));
        CHECK(round.is_too_long(start + 21ms));
        context.poll(); // everybody else has had a turn: the bell
        CHECK_FALSE(round.is_too_long(start + 21ms));
    }
    TEST_CASE("round: a thread that was kept from working refuses nobody, unless for very long") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
        const auto start = Round::Clock::now();
        CHECK_FALSE(round.is_too_long(start));
        CHECK_FALSE(round.is_too_long(start + 100ms));
        CHECK(round.is_too_long(start + 201ms));
    }
    TEST_CASE("round: those who wait before the bell have their turn before it is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 1ms);
        const auto start = Round::Clock::now();
        bool was_too_long = false;
        boost::asio::post(context, [&] { was_too_long = round.is_too_long(start + 30ms); });
        CHECK_FALSE(round.is_too_long(start));
        context.poll();
        CHECK(was_too_long);
        context.restart();
        context.poll();
        CHECK_FALSE(round.is_too_long(start + 30ms));
    }
    TEST_CASE("round: one that is short is followed by another only after a pause") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 1ms);
        const auto start = Round::Clock::now();
        CHECK_FALSE(round.is_too_long(start));
        context.poll();
        context.restart();
        CHECK_FALSE(round.is_too_long(start + 2ms)); // none is under way
        CHECK_FALSE(round.is_too_long(start + 4ms));
        CHECK_FALSE(round.is_too_long(start + 6ms)); // another begins
        CHECK(round.is_too_long(start + 17ms));
    }
}
