// TupleReader against a plain map, with and without an overlay, under random writes and at several
// times.
#include <map>
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

using Tuples = std::map<TupleId, TupleDetails>;

Timestamp second(int number) {
    return Timestamp(std::chrono::seconds(number));
}

struct World {
    TempStore folder;
    std::unique_ptr<Environment> environment =
        must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
    Tuples tuples;
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

    TupleDetails some_details() {
        TupleDetails details;
        if (random() % 3 == 0) {
            details.condition = ConditionId{static_cast<std::uint32_t>(1 + random() % 2)};
            details.context = random() % 2 ? R"({"a":1})" : "";
        }
        if (random() % 3 == 0)
            details.expires_at = second(static_cast<int>(random() % 3) - 1);
        return details;
    }

    // Writes a tuple that is absent; removes one that is there, or replaces its details. Under a
    // revision of its own.
    void change(const TupleId& tuple, Revision revision) {
        auto transaction = must(environment->begin_write());
        TupleTable table(*transaction, StoreId::Default);
        ChangelogEntry entry;
        auto found = tuples.find(tuple);
        bool insert = found == tuples.end() || random() % 2 == 0;
        if (found != tuples.end()) {
            must(table.remove({tuple, found->second}));
            entry.changes.push_back({{tuple, found->second}, false});
            tuples.erase(found);
        }
        if (insert) {
            StoredTuple stored{tuple, some_details()};
            must(table.insert(std::span(&stored, 1)));
            entry.changes.push_back({stored, true});
            tuples[tuple] = stored.details;
        }
        must(table.flush());
        must(write_changelog(*transaction, StoreId::Default, revision, entry));
        must(transaction->commit());
    }
};

std::set<TupleId> live_at(const Tuples& tuples, Timestamp now) {
    std::set<TupleId> live;
    for (const auto& [tuple, details] : tuples)
        if (details.is_live(now) || now == TupleReader::kBeforeAll)
            live.insert(tuple);
    return live;
}

std::vector<NodeId> nodes_of(const std::vector<Member>& members) {
    std::vector<NodeId> nodes;
    for (const auto& member : members)
        nodes.push_back(member.node);
    return nodes;
}

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

void compare(World& world, TupleReader& reader, const Tuples& all, Timestamp now) {
    const auto expected = live_at(all, now);
    for (int i = 0; i < 40; ++i) {
        auto tuple = world.some_tuple();
        auto mark = reader.find(tuple);
        REQUIRE(mark.has_value() == expected.contains(tuple));
        if (mark)
            CHECK(reader.details(tuple, *mark) == all.at(tuple));
        auto other = world.some_tuple();
        for (auto [side, key, edge] : {std::tuple(Side::Subjects, tuple.userset, other.subject),
                                       std::tuple(Side::Usersets, tuple.subject, other.userset)}) {
            std::vector<Member> found;
            for (auto from = edge; reader.scan(side, key, from, NodeId::end(), 2, found);)
                from = found.back().node.successor();
            CHECK(nodes_of(found) == members_of(expected, side, key, edge, NodeId::end()));
            found.clear();
            reader.scan(side, key, NodeId{}, NodeId::end_of_usersets(), 100, found);
            CHECK(nodes_of(found) ==
                  members_of(expected, side, key, NodeId{}, NodeId::end_of_usersets()));
        }
    }
    CHECK_FALSE(reader.failed());
}

constexpr std::uint64_t kPlenty = 1'000'000;

} // namespace

TEST_SUITE("storage/tuple_reader") {
    TEST_CASE("reads agree with a set, now and at every earlier revision") {
        World world;
        std::vector<Tuples> history{{}};
        for (std::uint64_t revision = 1; revision <= 120; ++revision) {
            world.change(world.some_tuple(), Revision{revision});
            history.push_back(world.tuples);
        }
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        const Timestamp times[] = {TupleReader::kBeforeAll, second(-2), second(0), second(5)};
        for (auto now : times) {
            reader.begin(*transaction, StoreId::Default, nullptr, now, kPlenty);
            compare(world, reader, world.tuples, now);
        }
        for (std::uint64_t revision = 0; revision < 120; revision += 7) {
            auto overlay = must(overlay_back_to(*transaction, StoreId::Default, Revision{revision},
                                                Revision{120}, 1000));
            for (auto now : times) {
                reader.begin(*transaction, StoreId::Default, &overlay, now, kPlenty);
                compare(world, reader, history[revision], now);
            }
        }
    }

    TEST_CASE("keys are found in order, each once") {
        World world;
        for (std::uint64_t revision = 1; revision <= 60; ++revision)
            world.change(world.some_tuple(), Revision{revision});
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        reader.begin(*transaction, StoreId::Default, nullptr, TupleReader::kBeforeAll, kPlenty);
        std::set<NodeId> expected, found;
        for (const auto& [tuple, details] : world.tuples)
            expected.insert(tuple.userset);
        for (auto key = reader.next_key(Side::Subjects, {}); key;
             key = reader.next_key(Side::Subjects, key->successor()))
            CHECK(found.insert(*key).second);
        CHECK(found == expected);
    }

    TEST_CASE("the budget is an error that stays") {
        World world;
        auto tuple = world.some_tuple();
        world.change(tuple, Revision{1});
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        reader.begin(*transaction, StoreId::Default, nullptr, TupleReader::kBeforeAll, 1);
        CHECK(reader.find(tuple).has_value());
        CHECK_FALSE(reader.find(tuple).has_value());
        REQUIRE(reader.failed());
        CHECK(reader.error().code == ErrorCode::BudgetExceeded);
        CHECK_FALSE(reader.find(tuple).has_value());
        reader.begin(*transaction, StoreId::Default, nullptr, TupleReader::kBeforeAll, 1);
        CHECK(reader.find(tuple).has_value());
    }

    TEST_CASE("a deadline that is past ends a request at once, one to come when it comes") {
        using Clock = std::chrono::steady_clock;
        constexpr auto kEndless = ~std::uint64_t{0};
        World world;
        auto tuple = world.some_tuple();
        world.change(tuple, Revision{1});
        auto transaction = must(world.environment->begin_read());
        TupleReader reader;
        const auto begin = [&](Clock::time_point deadline) {
            reader.begin(*transaction, StoreId::Default, nullptr, TupleReader::kBeforeAll,
                         kEndless);
            reader.lower_budget(kEndless, deadline);
        };
        begin(Clock::now());
        CHECK_FALSE(reader.find(tuple).has_value());
        REQUIRE(reader.failed());
        CHECK(reader.error().code == ErrorCode::DeadlineExceeded);
        begin(Clock::now() + std::chrono::milliseconds(50));
        CHECK(reader.find(tuple).has_value());
        const auto late = Clock::now() + std::chrono::seconds(30);
        while (!reader.failed() && Clock::now() < late)
            (void)reader.find(tuple);
        REQUIRE(reader.failed());
        CHECK(reader.error().code == ErrorCode::DeadlineExceeded);
    }

    TEST_CASE("a snapshot too many changes back is refused, and one before the changelog too") {
        World world;
        for (std::uint64_t revision = 3; revision <= 10; ++revision)
            world.change(world.some_tuple(), Revision{revision});
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
