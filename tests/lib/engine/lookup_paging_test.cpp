// Lookups in pages: each result once, in one order, whatever the pages' sizes.
#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Ids = std::vector<std::string>;

struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();
    Ids everybody{"*"};

    Fixture() {
        must(engine->write_schema({small_schema(), {}}));
        ImportRequest import;
        for (int i = 0; i < 50; ++i) {
            everybody.push_back(fmt::format("u{:02}", i)); // one write numbers its ids in order
            import.tuples.push_back(tuple_of(fmt::format("doc:a#viewer@user:u{:02}", i * 7 % 50)));
        }
        import.tuples.push_back(tuple_of("doc:a#viewer@user:*"));
        import.tuples.push_back(tuple_of("doc:a#banned@user:zed"));
        must(engine->import_tuples(std::move(import)));
    }

    static LookupSubjectsRequest question() {
        LookupSubjectsRequest request;
        request.userset = userset_of("doc:a#view");
        request.subject_namespace = "user";
        return request;
    }
    // All pages, whose sizes are those given, again and again.
    Ids pages_of(LookupSubjectsRequest request, const std::vector<std::size_t>& sizes) {
        Ids ids;
        for (std::size_t page = 0;; ++page) {
            request.limit = sizes[page % sizes.size()];
            auto result = must(engine->lookup_subjects(request));
            std::size_t named = 0;
            for (const auto& subject : result.subjects) {
                ids.push_back(subject.id);
                named += subject.id == "*" ? 0 : 1;
            }
            CHECK(named <= request.limit);
            if (result.complete)
                return ids;
            request.cursor = result.cursor_after(result.subjects.size() - 1);
        }
    }
};

} // namespace

TEST_SUITE("engine/lookup_paging") {
    TEST_CASE_FIXTURE(Fixture, "subjects come once each and in one order, in pages of any sizes") {
        CHECK(pages_of(question(), {1}) == everybody);
        CHECK(pages_of(question(), {7}) == everybody);
        CHECK(pages_of(question(), {3, 1, 20}) == everybody);
        CHECK(pages_of(question(), {1'000}) == everybody);
    }

    TEST_CASE_FIXTURE(Fixture, "the wildcard does not count, and comes on the first page only") {
        auto request = question();
        request.limit = 1;
        auto first = must(engine->lookup_subjects(request));
        REQUIRE(first.subjects.size() == 2);
        CHECK(first.subjects[0].excluded.size() == 1);
        request.cursor = first.cursor_after(0);
        CHECK(must(engine->lookup_subjects(request)).subjects[0].id == everybody[1]);
        request = question();
        request.wildcard = false;
        CHECK(must(engine->lookup_subjects(request)).subjects.size() == 50);
    }

    TEST_CASE_FIXTURE(Fixture, "pages are of the revision that the first one was of") {
        auto request = question();
        request.limit = 25;
        auto first = must(engine->lookup_subjects(request));
        must(engine->write({{{UpdateKind::Touch, tuple_of("doc:a#viewer@user:u99")},
                             {UpdateKind::Delete, tuple_of("doc:a#viewer@user:u49")}},
                            {},
                            {}}));
        request.cursor = first.cursor_after(25);
        auto second = must(engine->lookup_subjects(request));
        CHECK(second.complete);
        CHECK(second.subjects.back().id == everybody.back());
        CHECK(second.looked_up_at == first.looked_up_at);
    }

    TEST_CASE_FIXTURE(Fixture, "a cursor of another question is refused") {
        auto request = question();
        request.limit = 1;
        auto cursor = must(engine->lookup_subjects(request)).cursor_after(0);
        auto other = request;
        other.userset = userset_of("doc:b#view");
        other.cursor = cursor;
        CHECK(engine->lookup_subjects(other).error().code == ErrorCode::InvalidCursor);
        other = request;
        other.wildcard = false;
        other.cursor = cursor;
        CHECK(engine->lookup_subjects(other).error().code == ErrorCode::InvalidCursor);
        other = request;
        other.cursor = Cursor{"nonsense"};
        CHECK(engine->lookup_subjects(other).error().code == ErrorCode::InvalidCursor);
    }

    TEST_CASE_FIXTURE(Fixture,
                      "objects come once each too, and their cursors survive another limit") {
        LookupObjectsRequest request;
        request.namespace_name = "doc";
        request.relation = "view";
        request.subject = subject_of("user:ann");
        for (int i = 0; i < 10; ++i)
            must(engine->write(
                {{{UpdateKind::Touch, tuple_of(fmt::format("doc:d{}#viewer@user:ann", i))}},
                 {},
                 {}}));
        Ids ids;
        for (std::size_t limit = 1;; ++limit) {
            request.limit = limit;
            auto page = must(engine->lookup_objects(request));
            for (const auto& object : page.objects)
                ids.push_back(object.id);
            if (page.complete)
                break;
            request.cursor = page.cursor_after(page.objects.size() - 1);
        }
        CHECK(ids == Ids{"a", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9"});
    }
}
