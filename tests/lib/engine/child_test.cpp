// Work that ends its process, or never ends.
#include "engine/child.h"

#include <csignal>

#include <unistd.h>

#include "support/must.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::engine;

TEST_SUITE("engine/child") {
    TEST_CASE("child: what it tells comes back, and how it ended") {
        const auto done = must(run_in_child([](const Tell& tell) { tell("a"), tell("b"); }, {}));
        CHECK(done.output == "ab");
        CHECK(done.ending == "");
        const auto died = must(run_in_child(
            [](const Tell& tell) {
                tell("before");
                ::raise(SIGBUS);
            },
            {}));
        CHECK(died.output == "before");
        CHECK(died.ending == "ended by SIGBUS");
        CHECK_FALSE(died.was_killed);
        const auto threw =
            must(run_in_child([](const Tell&) { throw std::runtime_error("no"); }, {}));
        CHECK(threw.ending == "ended with 1");
    }

    TEST_CASE("child: one that does not end is killed in time") {
        const auto late = must(run_in_child(
            [](const Tell& tell) {
                tell("waiting");
                while (true)
                    ::pause();
            },
            std::chrono::seconds(1)));
        CHECK(late.output == "waiting");
        CHECK(late.ending == "did not end within 1 s");
        CHECK_FALSE(late.was_killed);
    }

    TEST_CASE("child: one that somebody else kills says nothing of its work") {
        const auto killed = must(run_in_child([](const Tell&) { ::raise(SIGKILL); }, {}));
        CHECK(killed.was_killed);
    }
}
