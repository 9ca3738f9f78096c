// Meters, by a clock that the test moves.
#include "api/meter.h"

#include <doctest/doctest.h>

using pemba::api::Meter;
using namespace std::chrono_literals;

TEST_SUITE("api/meter") {
    TEST_CASE("meter: a second's worth may be used at once, and then as it is given") {
        Meter meter(10);
        const auto now = Meter::Clock::now();
        for (int i = 0; i < 10; ++i) {
            CHECK(meter.wait(now) == 0ns);
            meter.use(1, now);
        }
        CHECK(meter.wait(now) == 100ms);
        CHECK(meter.wait(now + 100ms) == 0ns);
        meter.use(1, now + 100ms);
        CHECK(meter.wait(now + 100ms) == 100ms);
        CHECK(meter.wait(now + 1h) == 0ns);
    }
    TEST_CASE("meter: more than is left is a debt, which ends within an hour") {
        Meter meter(1'000);
        const auto now = Meter::Clock::now();
        meter.use(5'000, now);
        CHECK(meter.wait(now) == 4s + 1ms);
        CHECK(meter.wait(now + 4s + 1ms) == 0ns);
        meter.use(~std::uint64_t{0}, now + 10s);
        CHECK(meter.wait(now + 10s) <= 1h);
        CHECK(meter.wait(now + 10s) > 59min);
    }
    TEST_CASE("meter: what has no quota never waits") {
        Meter meter(0);
        const auto now = Meter::Clock::now();
        meter.use(1'000'000'000, now);
        CHECK(meter.wait(now) == 0ns);
    }
}
