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

// A round that takes so long, from its first request to the bell.
void go_round(boost::asio::io_context& context, Round& round, Round::Clock::time_point now,
              std::chrono::milliseconds work) {
    CHECK_FALSE(round.is_too_long(now));
    work_for(work);
    context.restart();
    context.poll();
}

} // namespace

TEST_SUITE("http/round") {
    TEST_CASE("round: after a long one the next is cut, until the bell is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
        auto now = Round::Clock::now();
        go_round(context, round, now, 25ms);
        now += 1s;
        CHECK_FALSE(round.is_too_long(now)); // it begins
        work_for(25ms);
        CHECK_FALSE(round.is_too_long(now + 20ms));
        CHECK(round.is_too_long(now + 21ms));
        context.restart();
        context.poll(); // everybody else has had a turn: the bell
        CHECK_FALSE(round.is_too_long(now + 21ms));
    }
    TEST_CASE("round: the first long one is cut later, and one after a short one too") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 5ms);
        auto now = Round::Clock::now();
        for (int i = 0; i < 2; ++i) {
            CHECK_FALSE(round.is_too_long(now));
            work_for(25ms);
            CHECK_FALSE(round.is_too_long(now + 30ms));
            work_for(40ms);
            CHECK(round.is_too_long(now + 70ms));
            context.restart();
            context.poll();
            now += 1s;
            go_round(context, round, now, 0ms);
            now += 1s;
        }
    }
    TEST_CASE("round: a thread that was kept from working refuses nobody, unless for very long") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 20ms);
        auto now = Round::Clock::now();
        go_round(context, round, now, 25ms);
        now += 1s;
        CHECK_FALSE(round.is_too_long(now));
        CHECK_FALSE(round.is_too_long(now + 1s));
        CHECK(round.is_too_long(now + 2001ms));
    }
    TEST_CASE("round: those who wait before the bell have their turn before it is heard") {
        boost::asio::io_context context;
        Round round(context.get_executor(), 1ms);
        const auto start = Round::Clock::now();
        bool was_too_long = false;
        boost::asio::post(context, [&] { was_too_long = round.is_too_long(start + 200ms); });
        CHECK_FALSE(round.is_too_long(start));
        context.poll();
        CHECK(was_too_long);
        context.restart();
        context.poll();
        CHECK_FALSE(round.is_too_long(start + 200ms));
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
        CHECK(round.is_too_long(start + 107ms));
    }
}
