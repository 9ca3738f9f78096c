// The index of nested groups against a model of it, under random writes of every kind, and its
// limits.
#include <random>

#include "lib/leopard/world.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

// --- Random worlds ------------------------------------------------------------------------------

struct RandomWorld : World {
    std::mt19937_64 random;
    std::uint64_t objects;
    bool acyclic;

    RandomWorld(unsigned seed, std::uint64_t of_objects, bool without_cycles)
        : random(seed), objects(of_objects), acyclic(without_cycles) {}

    StoredTuple some_tuple() {
        const std::pair<RelationId, RelationId> kinds[]{
            {kMember, kMember}, {kMember, kMember}, {kParent, kFolder}, {kParent, kFolder},
            {kX, kY},           {kY, kX},           {kMember, kUser},   {kView, kUser}};
        const auto& [relation, subject] = kinds[random() % std::size(kinds)];
        auto outer = 1 + random() % objects,
             inner = random() % 20 == 0 ? 0 : 1 + random() % objects;
        if (acyclic && outer > inner)
            std::swap(outer, inner);
        StoredTuple tuple{{node(relation, std::max<std::uint64_t>(outer, 1)), node(subject, inner)},
                          {}};
        if (random() % 12 == 0)
            tuple.details.condition = ConditionId{1};
        if (random() % 25 == 0)
            tuple.details.expires_at = Timestamp{};
        return tuple;
    }

    // Keeps about as many tuples as there are objects, so that closures are neither empty nor full.
    void step() {
        std::vector<StoredTuple> inserted;
        std::vector<TupleId> removed;
        const bool many = random() % 10 == 0;
        for (auto count = many ? 1 + random() % 8 : 1; count > 0; --count) {
            if (tuples.size() > random() % (3 * objects)) {
                auto found = tuples.begin();
                std::advance(found, random() % tuples.size());
                if (random() % 5 == 0)
                    inserted.push_back({found->first, some_tuple().details});
                else
                    removed.push_back(found->first);
            } else {
                inserted.push_back(some_tuple());
            }
        }
        write(inserted, removed);
    }
};

void run_steps(RandomWorld& world, int steps) {
    for (int i = 0; i < steps; ++i) {
        world.step();
        if (i % 97 == 96)
            world.change_rules(world.rules == kRules ? kFewerRules : kRules);
        INFO("step ", i);
        REQUIRE(world.closures() == Model(world.rules, world.tuples).closures());
        REQUIRE(world.complaints() == Texts{});
    }
}

// Edges that come one by one, in any order.
std::vector<TupleId> shuffled(std::vector<TupleId> tuples, unsigned seed) {
    std::shuffle(tuples.begin(), tuples.end(), std::mt19937_64(seed));
    return tuples;
}

std::vector<TupleId> chain(std::uint64_t length) {
    std::vector<TupleId> tuples;
    for (std::uint64_t i = 1; i <= length; ++i)
        tuples.push_back(member_of(i, i + 1));
    return tuples;
}

std::vector<NodeId> members(std::vector<std::uint64_t> objects) {
    std::vector<NodeId> nodes;
    for (auto object : objects)
        nodes.push_back(node(kMember, object));
    return nodes;
}

} // namespace

TEST_SUITE("leopard/index") {
    TEST_CASE("after every write the closures are those of the definition") {
        for (unsigned seed = 1; seed <= 12; ++seed) {
            CAPTURE(seed);
            RandomWorld world(seed, 2 + seed % 4 * 3, seed % 3 == 0);
            run_steps(world, 400);
        }
    }

    TEST_CASE("rows and cycles that are nearly too long") {
        for (unsigned seed = 1; seed <= 3; ++seed) {
            RandomWorld world(seed, 12, false);
            auto tuples = chain(kMaxDepth + 6);
            if (seed > 1)
                tuples.push_back(member_of(kMaxDepth - seed + 3, seed));
            world.write_ids(tuples);
            run_steps(world, 150);
        }
    }

    TEST_CASE("one command or many, in any order: the same table") {
        auto tuples = chain(kMaxDepth + 3);
        for (std::uint64_t i = 100; i < 140; ++i) {
            tuples.push_back(member_of(100, i));
            tuples.push_back(member_of(i, 5 + i % 30));
        }
        tuples.push_back(member_of(20, 120));
        World at_once;
        at_once.write_ids(tuples);
        for (unsigned seed = 1; seed <= 4; ++seed) {
            World one_by_one;
            for (const auto& tuple : shuffled(tuples, seed))
                one_by_one.write_ids({tuple});
            CHECK(one_by_one.closures() == at_once.closures());
            one_by_one.change_rules(kRules);
            CHECK(one_by_one.closures() == at_once.closures());
        }
    }

    TEST_CASE("a closure of more than 16,384 nodes is incomplete, and complete again") {
        World world;
        std::vector<TupleId> tuples;
        for (std::uint64_t i = 0; i < kMaxClosure; ++i)
            tuples.push_back(member_of(2, 10 + i));
        world.write_ids(tuples);
        CHECK(world.closure_of(node(kMember, 2)).members.size() == kMaxClosure);
        world.write_ids({member_of(1, 2)});
        CHECK(world.closure_of(node(kMember, 1)).is_incomplete());
        CHECK_FALSE(world.closure_of(node(kMember, 2)).is_incomplete());
        CHECK(world.complaints() == Texts{});
        world.write_ids({member_of(2, 3)});
        CHECK(world.closure_of(node(kMember, 2)).is_incomplete());
        CHECK(world.complaints() == Texts{});
        world.write({}, {member_of(2, 10), member_of(2, 11)});
        CHECK(world.closure_of(node(kMember, 2)).members.size() == kMaxClosure - 1);
        CHECK(world.closure_of(node(kMember, 1)).members.size() == kMaxClosure);
        CHECK(world.complaints() == Texts{});
    }

    TEST_CASE("a row of more than 32 tuples is incomplete") {
        World world;
        world.write_ids(chain(100'000));
        auto first_kept = node(kMember, 100'001 - kMaxDepth);
        CHECK(world.closure_of(first_kept).what.depth == kMaxDepth);
        CHECK(world.closure_of(first_kept).members.size() == kMaxDepth);
        CHECK(world.closure_of(node(kMember, 100'000 - kMaxDepth)).is_incomplete());
        CHECK(world.closure_of(node(kMember, 1)).is_incomplete());
        const auto closures = world.closures();
        CHECK(closures.size() == 100'000);
        world.write({}, {member_of(50'000, 50'001)});
        CHECK_FALSE(world.closure_of(node(kMember, 50'000 - kMaxDepth)).is_incomplete());
        CHECK(world.closure_of(node(kMember, 49'999 - kMaxDepth)).is_incomplete());
        world.write_ids({member_of(50'000, 50'001)});
        CHECK(world.closures() == closures);
        world.change_rules(kRules);
        CHECK(world.closures() == closures);
    }

    TEST_CASE("a cycle: all of it in each of it, without itself") {
        World world;
        world.write_ids({member_of(1, 2), member_of(2, 3), member_of(3, 1), member_of(3, 9)});
        CHECK(world.closure_of(node(kMember, 1)).members == members({2, 3, 9}));
        CHECK(world.closure_of(node(kMember, 2)).members == members({1, 3, 9}));
        CHECK(world.closure_of(node(kMember, 3)).members == members({1, 2, 9}));
        world.write({}, {member_of(3, 1)});
        CHECK(world.closure_of(node(kMember, 3)).members == members({9}));
        CHECK(world.closure_of(node(kMember, 1)).members == members({2, 3, 9}));
        world.write_ids({member_of(5, 5)});
        CHECK(world.closure_of(node(kMember, 5)) == WholeClosure{});
    }

    TEST_CASE("an arrow of every object is no edge, nor is a user") {
        World world;
        world.write_ids({{node(kParent, 1), node(kFolder, 0)}, {node(kMember, 1), node(kUser, 5)}});
        CHECK(world.closures().empty());
    }
}
