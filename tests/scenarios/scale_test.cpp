// Tests of size: depth and width of data that no limit of the schema language bounds.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "pemba/schema/compile.h"
#include "support/must.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

const char* const kSchema = R"(
definition user {}
definition group { relation member: user | group#member }
definition doc {
    relation viewer: user | group#member
    relation banned: group#member
    permission view = viewer
    permission strict = viewer - banned
})";

class Store {
public:
    Store() : engine_(store_.open()) {
        auto compiled = schema::compile(kSchema, "scale.zed");
        must(engine_->write_schema({compiled.schema.value(), {}}));
    }

    void import(std::vector<RelationTuple> tuples) {
        must(engine_->import_tuples({std::move(tuples), false, {}}));
    }
    bool allows(const char* userset, const char* subject) {
        return must(engine_->check({userset_of(userset), subject_of(subject)})).decision.is_yes();
    }
    std::size_t objects(const char* space, const char* relation, const char* subject) {
        LookupObjectsRequest request{space, relation, subject_of(subject), {}, 0, {}};
        return must(engine_->lookup_objects(request)).objects.size();
    }
    std::size_t subjects(const char* userset, const char* space, const char* relation) {
        LookupSubjectsRequest request{userset_of(userset), space, relation, {}};
        return must(engine_->lookup_subjects(request)).subjects.size();
    }

private:
    TempStore store_;
    std::unique_ptr<Engine> engine_;
};

Object group(std::size_t number) {
    return {"group", "g" + std::to_string(number)};
}

// group:g0 contains group:g1 contains … and the last one a user; with a cycle, the first one too.
std::vector<RelationTuple> chain(std::size_t length, bool cycle) {
    std::vector<RelationTuple> tuples;
    for (std::size_t i = 0; i + 1 < length; ++i)
        tuples.push_back({group(i), "member", {group(i + 1), "member"}});
    if (cycle)
        tuples.push_back({group(length - 1), "member", {group(0), "member"}});
    tuples.push_back({group(length - 1), "member", {{"user", "last"}, ""}});
    tuples.push_back({{"doc", "1"}, "viewer", {group(0), "member"}});
    tuples.push_back({{"doc", "1"}, "banned", {{"group", "elsewhere"}, "member"}});
    return tuples;
}

std::size_t resident_megabytes() {
    std::ifstream status("/proc/self/statm");
    std::size_t size = 0;
    std::size_t resident = 0;
    status >> size >> resident;
    return resident * 4096 / 1'000'000;
}

} // namespace

TEST_SUITE("scenarios/scale") {
    TEST_CASE("scale: a chain of 100,000 nested groups is walked to its end in bounded memory") {
        constexpr std::size_t kLength = 100'000;
        Store store;
        store.import(chain(kLength, false));
        std::size_t before = resident_megabytes();
        CHECK(store.allows("doc:1#view", "user:last"));
        CHECK_FALSE(store.allows("doc:1#view", "user:other"));
        CHECK(store.allows("doc:1#strict", "user:last"));
        CHECK_FALSE(store.allows("doc:1#strict", "user:other"));
        CHECK(store.objects("doc", "view", "user:last") == 1);
        CHECK(store.objects("group", "member", "user:last") == kLength);
        CHECK(store.subjects("doc:1#view", "user", "") == 1);
        CHECK(store.subjects("doc:1#strict", "user", "") == 1);
        CHECK(store.subjects("doc:1#view", "group", "member") == kLength);
        MESSAGE("resident memory grew by " << resident_megabytes() - before << " MB");
        CHECK(resident_megabytes() < before + 500);
    }

    TEST_CASE("scale: a cycle of 1,000 groups has answers") {
        constexpr std::size_t kLength = 1'000;
        Store store;
        store.import(chain(kLength, true));
        CHECK(store.allows("group:g500#member", "user:last"));
        CHECK(store.allows("group:g500#member", "group:g499#member"));
        CHECK_FALSE(store.allows("group:g0#member", "user:other"));
        CHECK(store.objects("group", "member", "user:last") == kLength);
        CHECK(store.subjects("group:g7#member", "group", "member") == kLength);
        CHECK(store.subjects("doc:1#strict", "user", "") == 1);
    }

    TEST_CASE("scale: more than 65,536 tuples of one subject type are all seen (CVE-2024-27101)") {
        constexpr std::size_t kMany = 70'000;
        Store store;
        std::vector<RelationTuple> tuples;
        for (std::size_t i = 0; i < kMany; ++i) {
            tuples.push_back({{"doc", "wide"}, "viewer", {group(i), "member"}});
            tuples.push_back({{"doc", "d" + std::to_string(i)}, "viewer", {{"user", "fan"}, ""}});
        }
        tuples.push_back({group(kMany - 1), "member", {{"user", "ann"}, ""}});
        store.import(std::move(tuples));
        CHECK(store.allows("doc:wide#view", "user:ann"));
        CHECK_FALSE(store.allows("doc:wide#view", "user:bob"));
        CHECK(store.objects("doc", "view", "user:fan") == kMany);
        CHECK(store.subjects("doc:wide#view", "group", "member") == kMany);
        CHECK(store.subjects("doc:wide#view", "user", "") == 1);
    }
}
