// What verification says of closures that are wrong.
#include "lib/leopard/world.h"
#include "storage/key.h"
#include "storage/names.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;
using storage::Table, storage::view;

TEST_SUITE("leopard/verify") {
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
            CHECK(world.complaints() ==
                  Texts{"`leopard` has a wrong closure of `group:web#member`: "
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
