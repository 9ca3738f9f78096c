// Stores: making, finding, listing and deleting them, and that nothing crosses from one to another.
#include "pemba/database.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include <malloc.h>

#include "lib/schema_builder.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

struct Fixture {
    TempStore folder;
    std::unique_ptr<Database> database = must(Database::open(folder.options()));

    std::shared_ptr<Engine> make(const std::string& name) {
        auto engine = must(database->find_store(must(database->create_store(name)).id));
        must(engine->write_schema({small_schema(), {}}));
        return engine;
    }
};

Zookie touch(Engine& engine, std::string_view text) {
    WriteRequest request;
    request.updates.push_back({UpdateKind::Touch, tuple_of(text)});
    return must(engine.write(std::move(request))).written_at;
}

bool allows(const Engine& engine, std::string_view userset, std::string_view subject) {
    return must(engine.check({userset_of(userset), subject_of(subject)})).decision.is_yes();
}

} // namespace

TEST_SUITE("engine/database") {
    TEST_CASE_FIXTURE(Fixture, "stores: one's tuples, schema and zookies are nothing to another") {
        auto first = make("first"), second = make("second");
        auto zookie = touch(*first, "doc:1#viewer@user:ann");
        CHECK(allows(*first, "doc:1#view", "user:ann"));
        CHECK_FALSE(allows(*second, "doc:1#view", "user:ann"));
        CheckRequest at{userset_of("doc:1#view"), subject_of("user:ann"),
                        Consistency::at_least_as_fresh(zookie)};
        CHECK(second->check(at).error().code == ErrorCode::InvalidZookie);
        CHECK(must(first->verify()).empty());
        CHECK(must(second->verify()).empty());
        auto read = database->default_store()->read_schema();
        CHECK(read.error().code == ErrorCode::NoSchema);
    }

    TEST_CASE_FIXTURE(Fixture, "stores: what is written to many is committed together, each told") {
        auto first = make("first"), second = make("second");
        auto watch = must(second->watch({}));
        int done = 0;
        std::mutex mutex;
        std::condition_variable all;
        for (const auto& engine : {first, second, first, second}) {
            WriteRequest request;
            request.updates.push_back({UpdateKind::Touch, tuple_of("doc:1#viewer@user:ann")});
            engine->write(std::move(request), [&](Result<WriteResult> result) {
                std::lock_guard lock(mutex);
                CHECK(result.has_value());
                ++done;
                all.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        all.wait(lock, [&] { return done == 4; });
        CHECK(watch->wait_for(std::chrono::seconds(10)));
        CHECK(must(watch->read()).size() == 1); // touched again: nothing changed
    }

    TEST_CASE_FIXTURE(Fixture, "stores: found after the database was opened again") {
        auto id = must(database->create_store("kept")).id;
        touch(*make("other"), "doc:1#viewer@user:ann");
        database.reset();
        database = must(Database::open(folder.options()));
        CHECK(must(database->describe_store(id)).name == "kept");
        CHECK(must(database->find_store(id)) == must(database->find_store(id)));
        CHECK(must(database->find_store("default")) == database->default_store());
    }

    TEST_CASE_FIXTURE(Fixture, "stores: listed in pages, in the order they were made, by name") {
        std::vector<StoreInfo> made;
        for (int i = 0; i < 5; ++i)
            made.push_back(must(database->create_store(i % 2 == 0 ? "even" : "odd")));
        ListStoresRequest request;
        request.limit = 2;
        std::vector<StoreInfo> listed;
        for (bool more = true; more; request.after = listed.back().id) {
            auto page = must(database->list_stores(request));
            listed.insert(listed.end(), page.stores.begin(), page.stores.end());
            more = !page.complete;
        }
        CHECK(listed == made);
        auto odd = must(database->list_stores({.limit = 2, .after = {}, .named = "odd"}));
        CHECK(odd.stores == std::vector{made[1], made[3]});
        CHECK(odd.complete);
    }

    TEST_CASE_FIXTURE(Fixture, "stores: a deleted one is gone at once, and its space comes back") {
        auto options = folder.options();
        options.expiry_interval = std::chrono::milliseconds(1);
        database.reset();
        database = must(Database::open(options));
        auto id = must(database->create_store("doomed")).id;
        auto engine = must(database->find_store(id));
        must(engine->write_schema({small_schema(), {}}));
        touch(*engine, "doc:1#viewer@user:ann");
        must(database->delete_store(id));
        CHECK(database->find_store(id).error().code == ErrorCode::StoreUnknown);
        CHECK(engine->check({userset_of("doc:1#view"), subject_of("user:ann")}).error().code ==
              ErrorCode::StoreUnknown);
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of("doc:1#viewer@user:bob")});
        CHECK(engine->write(std::move(request)).error().code == ErrorCode::StoreUnknown);
        CHECK(must(database->list_stores({})).stores.empty());
        auto is_empty = [&] {
            auto statistics = must(database->default_store()->statistics());
            return statistics.tuples == 0 && statistics.names == 0 &&
                   statistics.changelog_entries == 0;
        };
        for (int i = 0; i < 500 && !is_empty(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        CHECK(is_empty());
    }

    TEST_CASE_FIXTURE(Fixture, "stores: those that are gone leave nothing in memory") {
        const auto held_after = [&](int stores) {
            for (int i = 0; i < stores; ++i) {
                const auto id = must(database->create_store("passing")).id;
                CHECK(must(database->find_store(id)) != nullptr);
                must(database->delete_store(id));
            }
            return ::mallinfo2().uordblks; // 0 where a sanitizer has its own heap
        };
        const std::size_t before = held_after(500);
        CHECK(held_after(1'000) < before + 64 * 1024);
    }

    TEST_CASE_FIXTURE(Fixture, "stores: the default one cannot be deleted, nor one be nameless") {
        CHECK(database->delete_store("default").error().code == ErrorCode::InvalidArgument);
        CHECK(database->create_store("").error().code == ErrorCode::InvalidArgument);
        CHECK(database->find_store("01ARZ3NDEKTSV4RRFFQ69G5FAV").error().code ==
              ErrorCode::StoreUnknown);
        CHECK(database->find_store("nonsense").error().code == ErrorCode::StoreUnknown);
    }

    TEST_CASE_FIXTURE(Fixture, "stores: a callback may hold its engine while the database goes") {
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of("doc:1#viewer@user:ann")});
        auto engine = make("one");
        std::promise<void> answered;
        engine->write(std::move(request), [engine, &answered](const Result<WriteResult>& result) {
            CHECK(result.has_value());
            answered.set_value();
            std::this_thread::sleep_for(std::chrono::milliseconds(20)); // and only then ends
        });
        engine.reset();
        answered.get_future().wait();
        database.reset();
        CHECK(Database::open(folder.options()).has_value()); // the folder is closed
    }
}
