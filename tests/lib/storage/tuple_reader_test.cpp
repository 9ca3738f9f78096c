// TupleReader against a plain set, with and without an overlay, under random writes.
#include <random>
#include <set>

#include "storage/changelog.h"
#include "storage/tuple_reader.h"
#include "storage/tuple_table.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

struct World {
    TempStore folder;
    std::unique_ptr<Environment> environment =
        must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
    std::set<TupleId> tuples;
    std::mt19937_64 random{7};

    TupleId some_tuple() {
        auto userset =
            NodeId(RelationId::from_bits(1 + random() % 3), ObjectNumber{1 + random() % 4});
        bool plain = random() % 2 == 0;
        auto relation =
            plain ? RelationId::plain(NamespaceId{static_cast<std::uint32_t>(1 + random() % 2)})
                  : RelationId::from_bits(1 + random() % 3);
        return {userset, NodeId(relation, ObjectNumber{random() % 6})};
    }

    // Turns a tuple's presence over, under a revision of its own.
    void flip(const TupleId& tuple, Revision revision) {
        auto transaction = must(environment->begin_write());
        TupleTable table(*transaction, StoreId::Default);
        bool insert = tuples.insert(tuple).second;
        if (insert)
            must(table.insert(std::span(&tuple, 1)));
        else
            must(table.remove(tuple));
        if (!insert)
            tuples.erase(tuple);
        must(table.flush());
        ChangelogEntry entry;
        entry.changes.push_back({tuple, insert});
        must(write_changelog(*transaction, StoreId::Default, revision, entry));
        must(transaction->commit());
    }
};

std::vector<NodeId> members_of(const std::set<TupleId>& tuples, Side side, NodeId key, NodeId from,
                               NodeId end) {
    std::set<NodeId> members;
    for (const auto& tuple : tuples) {
        auto [k, m] = side == Side::Subjects ? std::pair(tuple.userset, tuple.subject)
                                             : std::pair(tuple.subject, tuple.userset);
        if (k == key && from <= m && m < end)
            members.insert(m);
    }
    return {members.begin(), members.end()};
}

void compare(World& world, TupleReader& reader, const std::set<TupleId>& expected) {
    for (int i = 0; i < 40; ++i) {
        auto tuple = world.some_tuple();
        CHECK(reader.contains(tuple) == expected.contains(tuple));
        auto other = world.some_tuple();
        for (auto [side, key, edge] : {std::tuple(Side::Subjects, tuple.userset, other.subject),
                                       std::tuple(Side::Usersets, tuple.subject, other.userset)}) {
            std::vector<NodeId> found;
            for (auto from = edge; reader.scan(side, key, from, NodeId::end(), 2, found);)
                from = found.back().successor();
            CHECK(found == members_of(expected, side, key, edge, NodeId::end()));
            found.clear();
            reader.scan(side, key, NodeId{}, NodeId::end_of_usersets(), 100, found);
            CHECK(found == members_of(expected, side, key, NodeId{}, NodeId::end_of_usersets()));
        }
    }
    CHECK_FALSE(reader.failed());
}

constexpr std::uint64_t kPlenty = 1'000'000;

} // namespace

TEST_SUITE("storage/tuple_reader") {
    TEST_CASE("reads agree with a set, now and at every earlier revision") {
        World world;
        std::vector<std::set<TupleId>> history{{}};
        for (std::uint64_t revision = 1; revision <= 120; ++revision) {
            world.flip(world.some_tuple(), Revision{revision});
            history.push_back(world.tuples);
        }
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        reader.begin(*transaction, StoreId::Default, nullptr, kPlenty);
        compare(world, reader, world.tuples);
        for (std::uint64_t revision = 0; revision < 120; revision += 7) {
            auto overlay = must(overlay_back_to(*transaction, StoreId::Default, Revision{revision},
                                                Revision{120}, 1000));
            reader.begin(*transaction, StoreId::Default, &overlay, kPlenty);
            compare(world, reader, history[revision]);
        }
    }

    TEST_CASE("keys are found in order, each once") {
        World world;
        for (std::uint64_t revision = 1; revision <= 60; ++revision)
            world.flip(world.some_tuple(), Revision{revision});
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        reader.begin(*transaction, StoreId::Default, nullptr, kPlenty);
        std::set<NodeId> expected, found;
        for (const auto& tuple : world.tuples)
            expected.insert(tuple.userset);
        for (auto key = reader.next_key(Side::Subjects, {}); key;
             key = reader.next_key(Side::Subjects, key->successor()))
            CHECK(found.insert(*key).second);
        CHECK(found == expected);
    }

    TEST_CASE("the budget is an error that stays") {
        World world;
        auto tuple = world.some_tuple();
        world.flip(tuple, Revision{1});
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        reader.begin(*transaction, StoreId::Default, nullptr, 1);
        CHECK(reader.contains(tuple));
        CHECK_FALSE(reader.contains(tuple));
        REQUIRE(reader.failed());
        CHECK(reader.error().code == ErrorCode::BudgetExceeded);
        CHECK_FALSE(reader.contains(tuple));
        reader.begin(*transaction, StoreId::Default, nullptr, 1);
        CHECK(reader.contains(tuple));
    }

    TEST_CASE("a snapshot too many changes back is refused, and one before the changelog too") {
        World world;
        for (std::uint64_t revision = 3; revision <= 10; ++revision)
            world.flip(world.some_tuple(), Revision{revision});
        auto transaction = must(world.environment->begin_read());
        auto code = [&](std::uint64_t back_to, std::size_t max_changes) {
            return overlay_back_to(*transaction, StoreId::Default, Revision{back_to}, Revision{10},
                                   max_changes)
                .error()
                .code;
        };
        CHECK(code(2, 5) == ErrorCode::BudgetExceeded);
        CHECK(code(1, 100) == ErrorCode::SnapshotUnavailable);
    }
}
