// How many jobs may wait.
#include "http/patience.h"

#include <doctest/doctest.h>

using pemba::http::Patience;
using namespace std::chrono_literals;

namespace {

void learn(Patience& patience, Patience::Duration job) {
    for (int i = 0; i < 400; ++i)
        patience.took(job);
}

} // namespace

TEST_SUITE("http/patience") {
    TEST_CASE("patience: of short jobs as many wait as are done in the least time") {
        Patience patience(20ms, 2);
        CHECK(patience.allows(1'000'000)); // before anything is known of them
        learn(patience, 1ms);
        CHECK(patience.allows(40));
        CHECK_FALSE(patience.allows(45));
    }
    TEST_CASE("patience: of long jobs ten wait for each processor, however long they are") {
        Patience patience(20ms, 2);
        learn(patience, 10s);
        CHECK(patience.allows(20));
        CHECK_FALSE(patience.allows(21));
    }
    TEST_CASE("patience: it forgets") {
        Patience patience(20ms, 1);
        learn(patience, 10s);
        learn(patience, 1ms);
        CHECK(patience.allows(19));
        CHECK_FALSE(patience.allows(25));
    }
}
