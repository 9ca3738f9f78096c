// What a check takes beside its answer.
#include <string>
#include <vector>

#include "lib/schema_builder.h"
#include "support/allocations.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr int kChecks = 1'000;

// How often a warm engine takes memory for so many checks, all with this answer.
std::uint64_t allocations(const Engine& engine, std::string_view userset, std::string_view subject,
                          Permissionship answer) {
    const CheckRequest request{
        .userset = userset_of(userset), .subject = subject_of(subject), .consistency = {}};
    CHECK(must(engine.check(request)).decision.permissionship == answer);
    int answered = 0;
    const auto before = allocations_of_this_thread();
    for (int i = 0; i < kChecks; ++i) {
        auto result = engine.check(request);
        answered += result && result->decision.permissionship == answer ? 1 : 0;
    }
    const auto taken = allocations_of_this_thread() - before;
    CHECK(answered == kChecks);
    return taken;
}

} // namespace

TEST_SUITE("engine/questions") {
    TEST_CASE("check: a warm engine takes no memory for a plain check") {
        TempStore store;
        auto engine = store.open();
        must(engine->write_schema({small_schema(), {}}));
        WriteRequest write;
        for (const char* tuple :
             {"folder:plan#viewer@user:somebody_with_a_long_name",
              "folder:plan#viewer@team:outer#member", "team:outer#member@team:inner#member",
              "team:inner#member@user:ann"})
            write.updates.push_back({UpdateKind::Touch, tuple_of(tuple)});
        must(engine->write(std::move(write)));

        CHECK(allocations(*engine, "folder:plan#view", "user:somebody_with_a_long_name",
                          Permissionship::Yes) == 0);
        CHECK(allocations(*engine, "folder:plan#view", "user:ann", Permissionship::Yes) == 0);
        CHECK(allocations(*engine, "folder:plan#view", "team:inner", Permissionship::No) == 0);
        CHECK(allocations(*engine, "folder:nowhere_to_be_found_in_the_store#view",
                          "user:who_has_never_been_in_this_store", Permissionship::No) == 0);
    }
}
