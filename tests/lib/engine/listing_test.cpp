// Listings: answers of lookups that are read piece by piece.
#include <fstream>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "pemba/database.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr int kMany = 200'000;

LookupObjectsRequest views_of(const char* subject) {
    LookupObjectsRequest request;
    request.namespace_name = "doc";
    request.relation = "view";
    request.subject = subject_of(subject);
    return request;
}

void import_documents(Engine& engine, int count) {
    must(engine.write_schema({small_schema(), {}}));
    ImportRequest request;
    for (int i = 0; i < count; ++i)
        request.tuples.push_back(tuple_of(fmt::format("doc:document-{}#viewer@user:ann", i)));
    must(engine.import_tuples(std::move(request)));
}

// What the process has allocated; the store's pages are not in it.
std::size_t allocated_kilobytes() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "RssAnon:") {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes;
        }
    return 0;
}

} // namespace

TEST_SUITE("engine/listing") {
    TEST_CASE("pieces of a listing are the answer, and a cursor goes on after any row") {
        TempStore store;
        auto engine = store.open();
        import_documents(*engine, 100);
        auto request = views_of("user:ann");
        auto whole = must(engine->lookup_objects(request)).objects;
        auto listing = must(engine->list_objects(request));
        std::vector<FoundObject> pieces;
        for (std::size_t size = 1; listing.size() > 0; ++size)
            for (auto& row : must(listing.next(size)))
                pieces.push_back(std::move(row));
        CHECK(must(listing.next(1)).empty());
        REQUIRE(pieces.size() == 100);
        for (std::size_t i = 0; i < pieces.size(); ++i)
            CHECK(pieces[i].id == whole[i].id);
        request.cursor = listing.cursor_after(pieces[41]);
        CHECK(must(engine->lookup_objects(request)).objects.front().id == whole[42].id);
    }

    TEST_CASE("a long listing takes some bytes a row, not its words") {
        TempStore store;
        auto engine = store.open();
        import_documents(*engine, kMany);
        auto before = allocated_kilobytes();
        auto listing = must(engine->list_objects(views_of("user:ann")));
        CHECK(listing.size() == kMany);
        std::size_t rows = 0;
        while (listing.size() > 0)
            rows += must(listing.next(500)).size();
        CHECK(rows == kMany);
        CHECK(allocated_kilobytes() < before + std::size_t{40} * kMany / 1024);
    }

    TEST_CASE("a listing past the budget is refused as a whole") {
        TempStore store;
        auto options = store.options();
        options.limits.tuple_reads = 1'000;
        auto engine = must(Engine::open(options));
        import_documents(*engine, 2'000);
        auto error = engine->list_objects(views_of("user:ann")).error();
        CHECK(error.code == ErrorCode::BudgetExceeded);
        CHECK(error.detail("limit") == "tuple_reads");
    }

    TEST_CASE("the rest of a listing fails if its store is deleted meanwhile") {
        TempStore folder;
        auto database = must(Database::open(folder.options()));
        auto info = must(database->create_store("gone"));
        auto engine = must(database->find_store(info.id));
        import_documents(*engine, 10);
        auto listing = must(engine->list_objects(views_of("user:ann")));
        CHECK(must(listing.next(5)).size() == 5);
        must(database->delete_store(info.id));
        CHECK(listing.next(5).error().code == ErrorCode::StoreUnknown);
    }

    TEST_CASE("a cursor after an id that only its premises knew ends when the store learns it") {
        TempStore store;
        auto engine = store.open();
        import_documents(*engine, 3);
        auto request = views_of("user:ann");
        request.premises.tuples = {tuple_of("doc:new#viewer@user:ann"),
                                   tuple_of("doc:newer#viewer@user:ann")};
        auto all = must(engine->lookup_objects(request));
        REQUIRE(all.objects.size() == 5);
        request.cursor = all.cursor_after(3);
        CHECK(must(engine->lookup_objects(request)).objects.size() == 1);
        must(engine->write({{{UpdateKind::Touch, tuple_of("doc:new#owner@user:bob")}}, {}, {}}));
        CHECK(engine->lookup_objects(request).error().code == ErrorCode::InvalidCursor);
        request.cursor = all.cursor_after(2);
        CHECK(must(engine->lookup_objects(request)).objects.size() == 2);
    }
}
