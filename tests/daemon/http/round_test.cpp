// Rounds of an io thread, by a clock that the test moves.
#include "http/round.h"

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

using namespace pemba::http;
using namespace std::chrono_literals;

TEST_SUITE("http/round") {
    TEST_CASE("round: it is too long once it takes longer than it may, until the bell is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
        const auto start = Round::Clock::now();
        CHECK_FALSE(round.is_too_long(start)); // it begins
        CHECK_FALSE(round.is_too_long(start + 20ms));
        CHECK(round.is_too_long(start + 21ms));
        CHECK(round.is_too_long(start + 1s));
        context.poll(); // everybody else has had a turn: the bell
        CHECK_FALSE(round.is_too_long(start + 1s));
    }
    TEST_CASE("round: those who wait before the bell have their turn before it is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
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
        CHECK(round.is_too_long(start + 8ms));
    }
}
