// Whole closures: from any to any other, read back as they were written, and one store's only.
#include "storage/closure_table.h"
#include "storage/key.h"
#include "storage/tuple_reader.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

NodeId node(std::uint64_t object) {
    return {RelationId::from_bits(3), ObjectNumber{object}};
}

// Every `step`th of so many nodes.
WholeClosure some_closure(std::uint32_t depth, std::uint64_t nodes, std::uint64_t step) {
    std::vector<NodeId> members;
    for (std::uint64_t i = 1; i <= nodes; ++i)
        members.push_back(node(i * step));
    return WholeClosure::of(depth, std::move(members));
}

struct Fixture {
    TempStore folder;
    std::unique_ptr<Environment> environment =
        must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
    std::unique_ptr<WriteTransaction> transaction = must(environment->begin_write());

    WholeClosure read(NodeId of) { return must(read_closure(*transaction, StoreId::Default, of)); }
};

} // namespace

TEST_SUITE("storage/closure_table") {
    TEST_CASE_FIXTURE(Fixture, "from any closure to any other") {
        const WholeClosure closures[]{{},
                                      WholeClosure::incomplete(),
                                      some_closure(1, 1, 1),
                                      some_closure(2, 1, 1),
                                      some_closure(2, 40, 2),
                                      some_closure(3, 5'000, 3),
                                      some_closure(3, 16'384, 2)};
        WholeClosure before;
        for (const auto& from : closures) {
            for (const auto& to : closures) {
                must(replace_closure(*transaction, StoreId::Default, node(9), before, from));
                must(replace_closure(*transaction, StoreId::Default, node(9), from, to));
                CHECK(read(node(9)) == to);
                CHECK(must(read_closure_state(*transaction, StoreId::Default, node(9))) ==
                      to.what.state);
                TupleReader reader;
                reader.begin(*transaction, StoreId::Default, nullptr, TupleReader::kBeforeAll, 100);
                CHECK(reader.closure_of(node(9)) == to.what);
                before = to;
            }
        }
    }

    TEST_CASE_FIXTURE(Fixture, "stores have closures of their own") {
        const auto other = StoreId{2};
        must(replace_closure(*transaction, StoreId::Default, node(1), {}, some_closure(1, 3, 5)));
        must(replace_closure(*transaction, StoreId::Default, node(7), {}, some_closure(1, 9, 5)));
        must(replace_closure(*transaction, other, node(1), {}, WholeClosure::incomplete()));
        CHECK(must(next_closure(*transaction, StoreId::Default, node(2))) == node(7));
        CHECK_FALSE(must(next_closure(*transaction, StoreId::Default, node(8))).has_value());
        must(erase_closures(*transaction, StoreId::Default));
        CHECK_FALSE(must(next_closure(*transaction, StoreId::Default, NodeId{})).has_value());
        CHECK(must(read_closure(*transaction, other, node(1))).is_incomplete());
    }

    TEST_CASE_FIXTURE(Fixture, "a damaged entry is told") {
        auto key = node_key(StoreId::Default, node(1));
        SUBCASE("members without a header") {
            must(transaction->put(Table::Leopard, view(key), view(closure_value(node(2)))));
        }
        SUBCASE("a header without members") {
            must(transaction->put(Table::Leopard, view(key),
                                  view(closure_value(closure::header(1)))));
        }
        auto read = read_closure(*transaction, StoreId::Default, node(1));
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::StoreCorrupt);
        CHECK(read.error().message == "an entry of `leopard` is damaged");
    }
}
