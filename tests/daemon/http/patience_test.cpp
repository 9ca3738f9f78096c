// How long jobs may wait.
#include "http/patience.h"

#include <doctest/doctest.h>

using pemba::http::Patience;
using namespace std::chrono_literals;

TEST_SUITE("http/patience") {
    TEST_CASE("patience: where jobs are short, and before there were any, it is the least") {
        Patience patience(20ms, 1s);
        CHECK_FALSE(patience.is_over(20ms));
        CHECK(patience.is_over(21ms));
        for (int i = 0; i < 100; ++i)
            patience.took(1ms);
        CHECK(patience.is_over(21ms));
    }
    TEST_CASE("patience: where jobs are long it is ten times as much, up to the most") {
        Patience patience(20ms, 1s);
        for (int i = 0; i < 200; ++i)
            patience.took(50ms);
        CHECK_FALSE(patience.is_over(480ms));
        CHECK(patience.is_over(510ms));
        for (int i = 0; i < 200; ++i)
            patience.took(10s);
        CHECK_FALSE(patience.is_over(1s));
        CHECK(patience.is_over(1001ms));
    }
    TEST_CASE("patience: it forgets") {
        Patience patience(20ms, 1s);
        for (int i = 0; i < 200; ++i)
            patience.took(10s);
        for (int i = 0; i < 400; ++i)
            patience.took(1ms);
        CHECK(patience.is_over(21ms));
    }
}
