// The index of nested groups under real schemas: right after every write of every kind, and built
// anew where the rules change.
#include <random>
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "pemba/database.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Texts = std::vector<std::string>;

// Groups in groups, folders in folders, teams with child teams, and two permissions that lead into
// each other.
SchemaBuilder recursive_schema() {
    SchemaBuilder builder;
    builder.define("user")
        .define("group")
        .relation("member", {"user", "group#member", "group#member with expiration"})
        .define("team")
        .relation("member", {"user"})
        .relation("child", {"team", "team:*"})
        .permission("all_members", any_of({rel("member"), arrow("child", "all_members")}))
        .define("folder")
        .relation("parent", {"folder"})
        .relation("owner", {"user", "group#member"})
        .relation("viewer", {"user", "group#member"})
        .permission("edit", any_of({rel("owner"), arrow("parent", "edit")}))
        .permission("view", any_of({rel("viewer"), rel("edit"), arrow("parent", "view")}))
        .permission("left", any_of({rel("viewer"), arrow("parent", "right")}))
        .permission("right", any_of({rel("owner"), arrow("parent", "left")}));
    return builder;
}

// The same relations; nothing is recursive but groups.
SchemaBuilder flat_schema() {
    SchemaBuilder builder;
    builder.define("user")
        .define("group")
        .relation("member", {"user", "group#member", "group#member with expiration"})
        .define("team")
        .relation("member", {"user"})
        .relation("child", {"team", "team:*"})
        .define("folder")
        .relation("parent", {"folder"})
        .relation("owner", {"user", "group#member"})
        .relation("viewer", {"user", "group#member"})
        .permission("view", any_of({rel("viewer"), rel("owner")}));
    return builder;
}

std::uint64_t entries_of(const Engine& engine) {
    for (const auto& table : must(engine.statistics()).tables)
        if (table.name == "leopard")
            return table.entries;
    return 0;
}

struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();

    Fixture() { must(engine->write_schema({recursive_schema().build(), {}})); }

    void update(UpdateKind kind, std::vector<std::string> texts) {
        WriteRequest request;
        for (const auto& text : texts)
            request.updates.push_back({kind, tuple_of(text)});
        must(engine->write(std::move(request)));
    }
    void touch(std::vector<std::string> texts) { update(UpdateKind::Touch, std::move(texts)); }
    void remove(std::vector<std::string> texts) { update(UpdateKind::Delete, std::move(texts)); }
};

struct RandomFixture : Fixture {
    std::mt19937_64 random;
    std::vector<std::string> written;

    std::string some_tuple() {
        auto object = [&] { return fmt::format("o{}", random() % 7); };
        switch (random() % 6) {
        case 0: return fmt::format("group:{}#member@user:{}", object(), object());
        case 1:
            return fmt::format("team:{}#child@team:{}", object(), random() % 9 ? object() : "*");
        case 2: return fmt::format("folder:{}#parent@folder:{}", object(), object());
        case 3: return fmt::format("folder:{}#viewer@group:{}#member", object(), object());
        case 4:
            return fmt::format("group:{}#member@group:{}#member[expiration:{}-01-01T00:00:00Z]",
                               object(), object(), random() % 2 ? "2000" : "2999");
        default: return fmt::format("group:{}#member@group:{}#member", object(), object());
        }
    }

    void step() {
        const auto choice = random() % 20;
        if (choice == 0) {
            DeleteRequest request;
            request.filter.namespace_name = random() % 2 ? "group" : "folder";
            request.filter.object_id = "o1";
            must(engine->delete_tuples(request));
        } else if (choice == 1) {
            ImportRequest request;
            request.touch = true;
            for (int i = 0; i < 5; ++i)
                request.tuples.push_back(tuple_of(written.emplace_back(some_tuple())));
            must(engine->import_tuples(std::move(request)));
        } else if (choice < 11 && !written.empty()) {
            remove({written[random() % written.size()]});
        } else {
            touch({written.emplace_back(some_tuple())});
        }
    }
};

} // namespace

TEST_SUITE("engine/closures") {
    TEST_CASE("writes, deletes by filter, imports and new schemas leave closures right") {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            RandomFixture world;
            world.random.seed(seed);
            for (int i = 1; i <= 150; ++i) {
                CAPTURE(seed);
                CAPTURE(i);
                world.step();
                if (i % 50 == 25)
                    must(world.engine->write_schema({flat_schema().build(), {}}));
                if (i % 50 == 40)
                    must(world.engine->write_schema({recursive_schema().build(), {}}));
                REQUIRE(must(world.engine->verify()) == Texts{});
            }
        }
    }

    TEST_CASE_FIXTURE(Fixture, "each schema keeps what its recursive unions follow") {
        CHECK(entries_of(*engine) == 0);
        touch({"group:a#member@user:ann", "folder:f#viewer@group:a#member"});
        CHECK(entries_of(*engine) == 0);
        touch({"group:a#member@group:b#member"});
        CHECK(entries_of(*engine) == 2); // a header and b
        touch({"team:a#child@team:b", "team:a#child@team:*"});
        CHECK(entries_of(*engine) == 4);
        // Each with a header: b and c in a, c in b; for view, edit, left and right.
        touch({"folder:a#parent@folder:b", "folder:b#parent@folder:c"});
        CHECK(entries_of(*engine) == 4 + 4 * (3 + 2));
        must(engine->write_schema({flat_schema().build(), {}}));
        CHECK(entries_of(*engine) == 2);
        CHECK(must(engine->verify()) == Texts{});
        must(engine->write_schema({recursive_schema().build(), {}}));
        CHECK(must(engine->verify()) == Texts{});
        must(engine->rebuild_index());
        CHECK(must(engine->verify()) == Texts{});
    }

    TEST_CASE(
        "a dialect that limits tuples in a row keeps none, since nothing would ask for them") {
        TempStore folder;
        auto engine = folder.open();
        SchemaBuilder schema(fbs::Dialect::Fga);
        schema.define("user").define("group").relation("member", {"user", "group#member"});
        must(engine->write_schema({schema.build(), {}}));
        must(engine->import_tuples(
            {{tuple_of("group:a#member@group:b#member"), tuple_of("group:b#member@user:ann")},
             false,
             {}}));
        CHECK(entries_of(*engine) == 0);
        CHECK(must(engine->verify()) == Texts{});
        CHECK(must(engine->check({userset_of("group:a#member"), subject_of("user:ann"), {}}))
                  .decision.is_yes());
    }

    TEST_CASE("what expires leaves closures right when it is collected") {
        TempStore folder;
        auto options = folder.options();
        options.expiry_interval = std::chrono::milliseconds(1);
        auto engine = must(Engine::open(options));
        must(engine->write_schema({recursive_schema().build(), {}}));
        WriteRequest request;
        request.updates.push_back(
            {UpdateKind::Touch,
             tuple_of("group:a#member@group:b#member[expiration:2000-01-01T00:00:00Z]")});
        request.updates.push_back({UpdateKind::Touch, tuple_of("group:z#member@group:a#member")});
        must(engine->write(std::move(request)));
        for (int i = 0; i < 5'000 && must(engine->statistics()).tuples > 1; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        CHECK(must(engine->statistics()).tuples == 1);
        CHECK(entries_of(*engine) == 2);
        CHECK(must(engine->verify()) == Texts{});
    }

    TEST_CASE("a deleted store leaves no closures, and those of others stay") {
        TempStore folder;
        auto options = folder.options();
        options.expiry_interval = std::chrono::milliseconds(1);
        auto database = must(Database::open(options));
        auto other = must(database->create_store("other"));
        for (const auto& engine :
             {database->default_store(), must(database->find_store(other.id))}) {
            must(engine->write_schema({recursive_schema().build(), {}}));
            must(engine->import_tuples({{tuple_of("group:a#member@group:b#member")}, false, {}}));
        }
        const auto& kept = *database->default_store();
        CHECK(entries_of(kept) == 4);
        must(database->delete_store(other.id));
        for (int i = 0; i < 5'000 && entries_of(kept) > 2; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        CHECK(entries_of(kept) == 2);
        CHECK(must(kept.verify()) == Texts{});
    }
}
