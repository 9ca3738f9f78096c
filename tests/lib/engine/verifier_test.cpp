// What verification says of a store whose numbers have lost their names.
#include "engine/verifier.h"

#include <doctest/doctest.h>

#include "lib/schema_builder.h"
#include "storage/name_key.h"
#include "storage/unused_names.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using storage::NameKind, storage::Table, storage::view;
using Texts = std::vector<std::string>;

namespace {

// `ann` is in a tuple, `bob` in the changelog alone.
struct Fixture {
    TempStore folder;

    Fixture() {
        const auto engine = folder.open();
        must(engine->write_schema({small_schema(), {}}));
        write(*engine, UpdateKind::Touch, "doc:1#viewer@user:ann");
        write(*engine, UpdateKind::Touch, "doc:1#viewer@user:bob");
        write(*engine, UpdateKind::Delete, "doc:1#viewer@user:bob");
    }

    static void write(Engine& engine, UpdateKind kind, std::string_view text) {
        WriteRequest request;
        request.updates.push_back({kind, tuple_of(text)});
        must(engine.write(std::move(request)));
    }

    // As a compaction would that took it for unused. Returns the number that it had.
    std::string drop(NameKind kind, std::string_view name) const {
        const auto options = folder.options();
        const auto environment = must(storage::Environment::open(
            {.directory = options.directory, .map_bytes = options.map_bytes, .durable = false}));
        const auto transaction = must(environment->begin_write());
        const auto store = StoreId::Default;
        const auto number = must(storage::Names(*transaction, store).find(kind, name)).value();
        must(transaction->erase(Table::Names, storage::NameKey(store, kind, name).view()));
        must(transaction->erase(Table::NamesByNumber,
                                view(storage::number_key(store, kind, number))));
        must(storage::write_dropped_names(*transaction, store, 1));
        must(transaction->commit());
        return std::to_string(number);
    }

    [[nodiscard]] Texts complaints() const { return must(folder.open()->verify()); }
};

} // namespace

TEST_SUITE("engine/verifier") {
    TEST_CASE_FIXTURE(Fixture, "verify: each object of a tuple has a name") {
        CHECK(complaints() == Texts{});
        const auto number = drop(NameKind::Object, "ann");
        CHECK(complaints() ==
              Texts{"`tuples` has object number " + number + ", which has no name"});
    }

    TEST_CASE_FIXTURE(Fixture, "verify: each object of the changelog has a name") {
        const auto number = drop(NameKind::Object, "bob");
        CHECK(complaints() ==
              Texts{"`changelog` has object number " + number + ", which has no name"});
    }

    TEST_CASE_FIXTURE(Fixture, "verify: a name of another kind than an object is never given up") {
        const auto without_teams =
            SchemaBuilder().define("user").define("doc").relation("viewer", {"user"}).build();
        must(folder.open()->write_schema({without_teams, {}}));
        drop(NameKind::Namespace, "team");
        const auto found = complaints();
        REQUIRE(found.size() >= 2);
        CHECK(found[0].find("names of namespaces are stored and 0 were given up") !=
              std::string::npos);
        CHECK(found[1].find("names of objects are stored and 1 were given up") !=
              std::string::npos);
    }
}
