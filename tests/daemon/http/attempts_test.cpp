// Whether attempts are worth it.
#include "http/attempts.h"

#include <doctest/doctest.h>

using pemba::http::Attempts;

TEST_SUITE("http/attempts") {
    TEST_CASE("attempts: where all fail they end, but for a few with time") {
        Attempts attempts;
        int made = 0;
        for (; attempts.are_worthwhile(); ++made)
            attempts.note(false);
        CHECK(made == 4);
        attempts.give_some();
        CHECK(attempts.are_worthwhile());
    }
    TEST_CASE("attempts: where a third or more succeed they go on") {
        Attempts attempts;
        for (int i = 0; i < 1'000; ++i) {
            REQUIRE(attempts.are_worthwhile());
            attempts.note(i % 3 == 0);
        }
    }
    TEST_CASE("attempts: what was earned long ago is used up soon") {
        Attempts attempts;
        for (int i = 0; i < 1'000; ++i)
            attempts.note(true);
        int made = 0;
        for (; attempts.are_worthwhile(); ++made)
            attempts.note(false);
        CHECK(made == 64);
    }
}
