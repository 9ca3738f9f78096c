// The index of nested groups against a model of it, under random writes of every kind, and its
// limits.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>

#include "leopard/edges.h"
#include "leopard/index.h"
#include "storage/closure_table.h"
#include "storage/key.h"
#include "storage/names.h"
#include "storage/tuple_table.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::leopard;
using namespace pemba::testing;
using storage::StoredTuple;
using storage::WholeClosure;

namespace {

// group#member: users and group#member. folder#view: viewer, edit and parent->view; folder#edit
// likewise of itself. A team#all is its members and those of child teams. a#x and b#y take each
// other.
constexpr auto kMember = RelationId::from_bits(1), kParent = RelationId::from_bits(2),
               kView = RelationId::from_bits(3), kEdit = RelationId::from_bits(4),
               kX = RelationId::from_bits(5), kY = RelationId::from_bits(6);
constexpr auto kUser = RelationId::plain(NamespaceId{1}), kFolder = RelationId::plain(NamespaceId{2});

const Rules kRules({{kMember, kMember, kMember, {kMember}},
                    {kParent, kFolder, kView, {kView}},
                    {kParent, kFolder, kEdit, {kView, kEdit}},
                    {kX, kY, kY, {kX}},
                    {kY, kX, kX, {kX, kY}}});
const Rules kFewerRules({{kMember, kMember, kMember, {kMember}}, {kX, kY, kY, {kX}}});

NodeId node(RelationId relation, std::uint64_t object) {
    return {relation, ObjectNumber{object}};
}
TupleId member_of(std::uint64_t outer, std::uint64_t inner) {
    return {node(kMember, outer), node(kMember, inner)};
}

// --- The model: sets, and the definitions as they stand in the README ---------------------------

class Model {
public:
    Model(const Rules& rules, const std::map<TupleId, storage::TupleDetails>& tuples) {
        for (const auto& [tuple, details] : tuples)
            for (const auto& edge : edges_of(rules, tuple))
                add(edge, details.mark() != storage::DetailsMark::None);
        for (bool changed = true; std::exchange(changed, false);)
            for (auto& [outer, reached] : reached_)
                for (auto inner : std::set(reached))
                    for (auto more : reached_[inner])
                        changed |= reached.insert(more).second;
    }

    std::map<NodeId, WholeClosure> closures() const {
        std::map<NodeId, WholeClosure> closures;
        for (const auto& [outer, reached] : reached_)
            if (auto closure = closure_of(outer, reached);
                closure.what.state != storage::Closure::State::Empty)
                closures[outer] = closure;
        return closures;
    }

private:
    void add(const Edge& edge, bool marked) {
        if (marked)
            marked_.insert(edge.outer);
        if (edge.inner != edge.outer)
            inner_[edge.outer].insert(edge.inner);
        reached_[edge.inner];
        reached_[edge.outer].insert(edge.inner);
    }

    WholeClosure closure_of(NodeId outer, std::set<NodeId> reached) const {
        reached.insert(outer);
        for (auto member : reached)
            if (marked_.contains(member))
                return WholeClosure::incomplete();
        reached.erase(outer);
        const auto depth = depth_of(outer);
        if (depth > kMaxDepth)
            return WholeClosure::incomplete();
        return WholeClosure::of(depth, {reached.begin(), reached.end()});
    }

    bool on_one_cycle(NodeId a, NodeId b) const {
        return a == b || (reached_.at(a).contains(b) && reached_.at(b).contains(a));
    }

    // Worlds are small: recursion will do.
    std::uint32_t depth_of(NodeId outer) const {
        std::uint32_t depth = 0, on_cycle = 0;
        for (const auto& [other, _] : reached_) {
            if (!on_one_cycle(outer, other))
                continue;
            ++on_cycle;
            if (auto found = inner_.find(other); found != inner_.end())
                for (auto inner : found->second)
                    if (!on_one_cycle(outer, inner))
                        depth = std::max(depth, 1 + depth_of(inner));
        }
        return on_cycle - 1 + depth;
    }

    std::map<NodeId, std::set<NodeId>> inner_, reached_;
    std::set<NodeId> marked_;
};

// --- The index ----------------------------------------------------------------------------------

struct World {
    TempStore folder;
    std::unique_ptr<storage::Environment> environment =
        must(storage::Environment::open({folder.path(), true, std::uint64_t{1} << 30, false}));
    std::map<TupleId, storage::TupleDetails> tuples;
    Rules rules = kRules;

    // One command: what is given replaces what is there.
    void write(const std::vector<StoredTuple>& inserted, const std::vector<TupleId>& removed = {}) {
        std::vector<StoredTuple> gone, come;
        std::map<TupleId, storage::TupleDetails> wanted;
        for (const auto& tuple : inserted)
            wanted[tuple.id] = tuple.details;
        for (const auto& id : std::set(removed.begin(), removed.end()))
            if (tuples.contains(id) && !wanted.contains(id))
                gone.push_back({id, tuples.at(id)});
        for (const auto& [id, details] : wanted) {
            if (auto found = tuples.find(id); found != tuples.end())
                gone.push_back({id, found->second});
            come.push_back({id, details});
        }
        auto transaction = must(environment->begin_write());
        storage::TupleTable table(*transaction, StoreId::Default);
        for (const auto& tuple : gone) {
            must(table.remove(tuple));
            tuples.erase(tuple.id);
        }
        must(table.insert(come));
        must(table.flush());
        for (const auto& tuple : come)
            tuples[tuple.id] = tuple.details;
        must(update(*transaction, StoreId::Default, rules, {gone, come}));
        must(transaction->commit());
    }
    void write_ids(const std::vector<TupleId>& inserted) {
        std::vector<StoredTuple> plain;
        for (const auto& id : inserted)
            plain.push_back({id, {}});
        write(plain);
    }
    void change_rules(const Rules& next) {
        rules = next;
        auto transaction = must(environment->begin_write());
        must(rebuild(*transaction, StoreId::Default, rules));
        must(transaction->commit());
    }

    std::map<NodeId, WholeClosure> closures() const {
        auto transaction = must(environment->begin_read());
        std::map<NodeId, WholeClosure> closures;
        for (auto at = must(storage::next_closure(*transaction, StoreId::Default, {})); at;
             at = must(storage::next_closure(*transaction, StoreId::Default, at->successor())))
            closures[*at] = must(storage::read_closure(*transaction, StoreId::Default, *at));
        return closures;
    }
    WholeClosure closure_of(NodeId of) const {
        auto transaction = must(environment->begin_read());
        return must(storage::read_closure(*transaction, StoreId::Default, of));
    }
    std::vector<std::string> complaints() const {
        auto transaction = must(environment->begin_read());
        std::vector<std::string> complaints;
        must(verify(*transaction, StoreId::Default, rules,
                    [&](std::string text) { complaints.push_back(std::move(text)); }));
        return complaints;
    }
    template <class Change>
    void plant(Change change) {
        auto transaction = must(environment->begin_write());
        change(*transaction);
        must(transaction->commit());
    }
};

using Texts = std::vector<std::string>;

// --- Random worlds ------------------------------------------------------------------------------

struct RandomWorld : World {
    std::mt19937_64 random;
    std::uint64_t objects;
    bool acyclic;

    RandomWorld(unsigned seed, std::uint64_t of_objects, bool without_cycles)
        : random(seed), objects(of_objects), acyclic(without_cycles) {}

    StoredTuple some_tuple() {
        const std::pair<RelationId, RelationId> kinds[]{{kMember, kMember}, {kMember, kMember},
                                                        {kParent, kFolder}, {kParent, kFolder},
                                                        {kX, kY},           {kY, kX},
                                                        {kMember, kUser},   {kView, kUser}};
        const auto& [relation, subject] = kinds[random() % std::size(kinds)];
        auto outer = 1 + random() % objects, inner = random() % 20 == 0 ? 0 : 1 + random() % objects;
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

    TEST_CASE("verify names what is wrong") {
        World world;
        {
            auto transaction = must(world.environment->begin_write());
            storage::Head head;
            storage::NameWriter names(*transaction, StoreId::Default, head);
            must(names.intern_relation("group", "member"));
            for (const auto* id : {"core", "infra", "web"})
                must(names.intern_object(id));
            must(transaction->commit());
        }
        world.write_ids({member_of(1, 2), member_of(2, 3)});
        CHECK(world.complaints() == Texts{});
        auto key = [](std::uint64_t object) {
            return storage::node_key(StoreId::Default, node(kMember, object));
        };
        auto value = [](std::uint64_t object) {
            return storage::closure_value(node(kMember, object));
        };
        using storage::Table, storage::view;
        SUBCASE("a member is missing, another is not in it") {
            world.plant([&](auto& transaction) {
                must(transaction.erase(Table::Leopard, view(key(1)), view(value(3))));
                must(transaction.put(Table::Leopard, view(key(1)), view(value(7))));
            });
            CHECK(world.complaints() ==
                  Texts{"`leopard` has a wrong closure of `group:core#member`: "
                        "`group:web#member` missing, number 7 of relation number 1 not in it"});
        }
        SUBCASE("a closure that should not be there") {
            world.plant([&](auto& transaction) {
                must(transaction.put(Table::Leopard, view(key(3)),
                                     view(storage::closure_value(storage::closure::kIncomplete))));
            });
            CHECK(world.complaints() == Texts{"`leopard` has a wrong closure of `group:web#member`: "
                                              "it is incomplete and should be empty"});
        }
        SUBCASE("a closure that is not there") {
            world.plant(
                [&](auto& transaction) { must(transaction.erase(Table::Leopard, view(key(2)))); });
            CHECK(world.complaints() ==
                  Texts{"`leopard` has a wrong closure of `group:infra#member`: "
                        "it is empty and should be of 1 members"});
        }
        SUBCASE("a wrong depth") {
            world.plant([&](auto& transaction) {
                must(transaction.erase(Table::Leopard, view(key(1)),
                                       view(storage::closure_value(storage::closure::header(2)))));
                must(transaction.put(Table::Leopard, view(key(1)),
                                     view(storage::closure_value(storage::closure::header(9)))));
            });
            CHECK(world.complaints() ==
                  Texts{"`leopard` has a wrong closure of `group:core#member`: "
                        "its depth is 9 and should be 2"});
        }
        world.change_rules(kRules);
        CHECK(world.complaints() == Texts{});
    }
}
