// Sums over what the tables hold: every way to write keeps them, and nothing else does.
#include "storage/entry_sums.h"

#include <random>

#include <doctest/doctest.h>

#include "storage/environment.h"
#include "storage/page_walk.h"
#include "storage/table_writer.h"
#include "support/must.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

struct Fixture {
    TempStore folder;
    std::unique_ptr<Environment> environment = must(
        Environment::open({.directory = folder.path(), .map_bytes = 1 << 26, .durable = false}));
    std::mt19937 dice{20261126};

    std::vector<std::string> damage() {
        return must(find_damaged_contents(folder.path() / kDataFile));
    }
    std::string number(unsigned limit) {
        const auto text = std::to_string(dice() % limit);
        return std::string(4 - text.size(), '0') + text;
    }
    Table any_table() { return static_cast<Table>(dice() % kTables); }

    void write_somehow(WriteTransaction& transaction) {
        const auto table = any_table();
        const auto key = "key " + number(60), value = number(40);
        switch (dice() % 6) {
        case 0: return must(transaction.put(table, key, value));
        case 1: return must(transaction.append(table, key, value));
        case 2: return must(transaction.erase(table, key));
        case 3: return must(transaction.erase(table, key, value));
        case 4: return write_many(transaction, table, key);
        default: return must(transaction.put(table, key, has_sets(table) ? value : "other"));
        }
    }
    void write_many(WriteTransaction& transaction, Table table, const std::string& key) {
        TableWriter writer(transaction, table);
        for (int i = 0; i < 5; ++i) {
            must(writer.put(key, number(40)));
            must(writer.append("key " + number(60), number(40)));
            if (has_sets(table))
                must(writer.append_member(key, number(40)));
        }
    }
};

} // namespace

TEST_SUITE("storage/entry_sums") {
    TEST_CASE_FIXTURE(Fixture, "whatever is written and erased, they are those of what is there") {
        for (int round = 0; round < 60; ++round) {
            auto transaction = must(environment->begin_write());
            for (int i = 0; i < 50; ++i)
                write_somehow(*transaction);
            if (round % 5 == 4)
                continue; // undone
            must(transaction->commit());
            REQUIRE(damage() == std::vector<std::string>{});
        }
    }

    TEST_CASE_FIXTURE(Fixture, "what was not written by a transaction of ours is told, by table") {
        auto transaction = must(environment->begin_write());
        must(transaction->put(Table::Names, "ours", "1"));
        must(transaction->commit());
        transaction = must(environment->begin_write());
        auto key = to_val("theirs"), value = to_val("2");
        const auto table = transaction->dbi(Table::Names);
        REQUIRE(mdb_put(transaction->handle(), table, &key, &value, 0) == MDB_SUCCESS);
        must(transaction->commit());
        CHECK(damage() == std::vector<std::string>{"`names` has 2 entries, and should have 1"});
    }

    TEST_CASE("the same bytes in another table, or parted otherwise, are another entry") {
        const auto sums = [](Table table, std::string_view key, std::string_view value) {
            EntrySums one;
            one.add(table, key, value);
            return one;
        };
        const auto one = sums(Table::Names, "ab", "c");
        CHECK(one.of(Table::Names) != sums(Table::Names, "a", "bc").of(Table::Names));
        CHECK(one.of(Table::Names) != sums(Table::Schemas, "ab", "c").of(Table::Schemas));
        CHECK(one == sums(Table::Names, "ab", "c"));
        CHECK(EntrySums::decode(one.encode()) == one);
        CHECK_FALSE(EntrySums::decode(one.encode() + "x"));
    }
}
