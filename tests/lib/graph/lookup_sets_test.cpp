// Lookups that merge sets: the same answers as by checks of candidates, without those checks.
#include <algorithm>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Ids = std::vector<std::string>;

constexpr int kMany = 2'000;
// Enough to read what is there a few times, too little to check each of kMany.
constexpr std::uint64_t kFewReads = 7 * kMany;

Schema schema(fbs::Dialect dialect = fbs::Dialect::Zed) {
    return SchemaBuilder(dialect)
        .define("user")
        .define("team")
        .relation("member", {"user", "team#member"})
        .define("folder")
        .relation("parent", {"folder"})
        .relation("viewer", {"user", "team#member"})
        .relation("banned", {"user"})
        .permission("view", any_of({minus(rel("viewer"), rel("banned")), arrow("parent", "view")}))
        .define("doc")
        .relation("parent", {"folder"})
        .relation("viewer", {"user", "user:*", "team#member"})
        .relation("editor", {"user", "team#member"})
        .relation("banned", {"user", "team#member"})
        .relation("blocked", {"user"})
        .permission("both", all_of({rel("viewer"), rel("editor")}))
        .permission("clean", minus(rel("viewer"), rel("banned")))
        .permission("unblocked", minus(rel("viewer"), rel("blocked")))
        .permission("nested", minus(all_of({rel("viewer"), minus(rel("editor"), rel("banned"))}),
                                    rel("blocked")))
        .permission("inherited", minus(arrow("parent", "view"), rel("banned")))
        .permission("all", arrow_all("parent", "view"))
        .build();
}

class Store {
public:
    explicit Store(bool sets, std::uint64_t reads = Limits{}.tuple_reads,
                   fbs::Dialect dialect = fbs::Dialect::Zed) {
        auto options = folder_.options();
        options.optimisations.lookup_sets = sets;
        options.limits.tuple_reads = reads;
        engine_ = must(Engine::open(options));
        must(engine_->write_schema({schema(dialect), {}}));
    }

    void import(const std::vector<std::string>& tuples) {
        ImportRequest request;
        for (const auto& tuple : tuples)
            request.tuples.push_back(tuple_of(tuple));
        must(engine_->import_tuples(std::move(request)));
    }
    Result<Ids> objects(const char* relation, const char* subject = "user:ann") {
        LookupObjectsRequest request;
        request.namespace_name = "doc";
        request.relation = relation;
        request.subject = subject_of(subject);
        PEMBA_TRY(auto result, engine_->lookup_objects(request));
        return ids_of(result.objects);
    }
    Result<Ids> subjects(const char* userset, const char* relation = "") {
        LookupSubjectsRequest request;
        request.userset = userset_of(userset);
        request.subject_namespace = *relation ? "team" : "user";
        request.subject_relation = relation;
        PEMBA_TRY(auto result, engine_->lookup_subjects(request));
        return ids_of(result.subjects);
    }

private:
    template <class Row>
    static Ids ids_of(const std::vector<Row>& rows) {
        Ids ids;
        for (const auto& row : rows)
            ids.push_back(row.id);
        std::ranges::sort(ids);
        return ids;
    }

    TempStore folder_;
    std::unique_ptr<Engine> engine_;
};

// ann is in a team that views kMany documents and edits every other one; every third is banned.
std::vector<std::string> many_objects() {
    std::vector<std::string> tuples{"team:core#member@user:ann", "team:sad#member@user:ann"};
    for (int i = 0; i < kMany; ++i) {
        tuples.push_back(fmt::format("doc:d{}#viewer@team:core#member", i));
        if (i % 2 == 0)
            tuples.push_back(fmt::format("doc:d{}#editor@team:core#member", i));
        if (i % 3 == 0)
            tuples.push_back(fmt::format("doc:d{}#banned@team:sad#member", i));
    }
    return tuples;
}

// kMany users view one document through a team, every other one edits it, every third is banned.
std::vector<std::string> many_subjects() {
    std::vector<std::string> tuples{"doc:d#viewer@team:core#member",
                                    "doc:d#banned@team:sad#member"};
    for (int i = 0; i < kMany; ++i) {
        tuples.push_back(fmt::format("team:core#member@user:u{}", i));
        if (i % 2 == 0)
            tuples.push_back(fmt::format("doc:d#editor@user:u{}", i));
        if (i % 3 == 0)
            tuples.push_back(fmt::format("team:sad#member@user:u{}", i));
    }
    return tuples;
}

constexpr std::size_t kEven = kMany / 2, kNotBanned = kMany - (kMany + 2) / 3,
                      kEvenNotBanned = kEven - (kMany + 5) / 6;

} // namespace

TEST_SUITE("graph/lookup_sets") {
    TEST_CASE("objects of intersections and exclusions are found without a check of each") {
        Store sets(true, kFewReads), checks(false, kFewReads);
        sets.import(many_objects());
        checks.import(many_objects());
        CHECK(must(sets.objects("both")).size() == kEven);
        CHECK(must(sets.objects("clean")).size() == kNotBanned);
        CHECK(must(sets.objects("nested")).size() == kEvenNotBanned);
        CHECK(checks.objects("clean").error().code == ErrorCode::BudgetExceeded);
    }

    TEST_CASE("subjects of intersections and exclusions are found without a check of each") {
        Store sets(true, kFewReads), checks(false, kFewReads);
        sets.import(many_subjects());
        checks.import(many_subjects());
        CHECK(must(sets.subjects("doc:d#both")).size() == kEven);
        CHECK(must(sets.subjects("doc:d#clean")).size() == kNotBanned);
        CHECK(must(sets.subjects("doc:d#nested")).size() == kEvenNotBanned);
        CHECK(checks.subjects("doc:d#clean").error().code == ErrorCode::BudgetExceeded);
    }

    TEST_CASE("with sets and without them the answers are the same") {
        const std::vector<std::string> tuples{
            "doc:a#viewer@user:*",         "doc:a#banned@user:bob",
            "doc:b#viewer@user:ann",       "doc:b#editor@user:ann",
            "doc:b#viewer@team:t#member",  "doc:b#banned@team:t#member",
            "team:t#member@user:bob",      "team:t#member@team:s#member",
            "team:s#member@team:t#member", "team:s#member@user:eve",
            "folder:f#viewer@user:ann",    "folder:f#banned@user:eve",
            "folder:f#viewer@user:eve",    "folder:g#parent@folder:f",
            "folder:h#parent@folder:g",    "folder:f#parent@folder:h",
            "folder:e#viewer@user:eve",    "doc:c#parent@folder:h",
            "doc:c#parent@folder:f",       "doc:d#parent@folder:e",
            "doc:d#parent@folder:g",       "doc:c#banned@user:bob"};
        Store sets(true), checks(false);
        sets.import(tuples);
        checks.import(tuples);
        for (const char* relation :
             {"both", "clean", "unblocked", "nested", "inherited", "all", "viewer"}) {
            for (const char* subject : {"user:ann", "user:bob", "user:eve", "user:nobody",
                                        "team:t#member", "team:s#member"}) {
                INFO(relation, " of ", subject);
                CHECK(must(sets.objects(relation, subject)) ==
                      must(checks.objects(relation, subject)));
            }
            for (const char* id : {"a", "b", "c", "d"}) {
                INFO("doc:", id, "#", relation);
                auto userset = fmt::format("doc:{}#{}", id, relation);
                CHECK(must(sets.subjects(userset.c_str())) ==
                      must(checks.subjects(userset.c_str())));
                CHECK(must(sets.subjects(userset.c_str(), "member")) ==
                      must(checks.subjects(userset.c_str(), "member")));
            }
        }
    }

    TEST_CASE("where tuples in a row are limited, absence from recursion is left to the checks") {
        // A check of `banned` would be led over more tuples in a row than OpenFGA allows.
        std::vector<std::string> tuples{"doc:a#viewer@user:ann", "doc:a#banned@team:t0#member"};
        for (int i = 0; i < 40; ++i)
            tuples.push_back(fmt::format("team:t{}#member@team:t{}#member", i, i + 1));
        for (bool with_sets : {true, false}) {
            Store store(with_sets, Limits{}.tuple_reads, fbs::Dialect::Fga);
            store.import(tuples);
            CHECK(store.objects("clean").error().code == ErrorCode::TooDeep);
            CHECK(must(store.objects("unblocked")) == Ids{"a"});
        }
    }
}
