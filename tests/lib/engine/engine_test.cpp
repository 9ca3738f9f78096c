// Writing and asking through the public interface.
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

// A store with small_schema() and whatever tuples a test writes.
struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();

    Fixture() { must(engine->write_schema({small_schema(), {}})); }

    Result<WriteResult> update(UpdateKind kind, const std::vector<std::string>& tuples) {
        WriteRequest request;
        for (const auto& text : tuples)
            request.updates.push_back({kind, tuple_of(text)});
        return engine->write(std::move(request));
    }
    Zookie touch(const std::vector<std::string>& tuples) {
        return must(update(UpdateKind::Touch, tuples)).written_at;
    }
    Zookie remove(const std::vector<std::string>& tuples) {
        return must(update(UpdateKind::Delete, tuples)).written_at;
    }
    bool allows(std::string_view userset, std::string_view subject, Consistency consistency = {}) {
        CheckRequest request{userset_of(userset), subject_of(subject), std::move(consistency)};
        return must(engine->check(request)).decision.is_yes();
    }
    std::vector<std::string> read(const TupleFilter& filter, Consistency consistency = {},
                                  std::size_t page = 1000) {
        std::vector<std::string> tuples;
        ReadRequest request{filter, std::move(consistency), page, {}, {}};
        for (bool more = true; more;) {
            auto result = must(engine->read(request));
            for (const auto& tuple : result.tuples)
                tuples.push_back(to_string(tuple));
            more = !result.complete;
            if (more)
                request.cursor = result.cursors.back();
        }
        return tuples;
    }
    std::vector<std::string> objects(std::string_view type, std::string_view relation,
                                     std::string_view subject) {
        LookupObjectsRequest request;
        request.namespace_name = type;
        request.relation = relation;
        request.subject = subject_of(subject);
        std::vector<std::string> ids;
        for (const auto& found : must(engine->lookup_objects(request)).objects)
            ids.push_back(found.id);
        std::ranges::sort(ids);
        return ids;
    }
    std::vector<FoundSubject> subjects(std::string_view userset, std::string_view type,
                                       std::string_view relation = "") {
        LookupSubjectsRequest request;
        request.userset = userset_of(userset);
        request.subject_namespace = type;
        request.subject_relation = relation;
        return must(engine->lookup_subjects(request)).subjects;
    }
};

template <class Row>
std::vector<std::string> ids_of(const std::vector<Row>& subjects) {
    std::vector<std::string> ids;
    for (const auto& subject : subjects)
        ids.push_back(subject.id);
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

TEST_SUITE("engine/engine") {
    TEST_CASE_FIXTURE(Fixture, "check: a tuple that was written is seen by the next check") {
        CHECK_FALSE(allows("doc:plan#view", "user:ann"));
        touch({"doc:plan#viewer@user:ann"});
        CHECK(allows("doc:plan#view", "user:ann"));
        CHECK_FALSE(allows("doc:plan#view", "user:bob"));
        remove({"doc:plan#viewer@user:ann"});
        CHECK_FALSE(allows("doc:plan#view", "user:ann"));
    }

    TEST_CASE_FIXTURE(Fixture, "check: groups, folders, wildcards and exclusions work together") {
        touch({"team:core#member@user:ann", "team:all#member@team:core#member",
               "folder:top#viewer@team:all#member", "folder:sub#parent@folder:top",
               "doc:plan#parent@folder:sub", "doc:plan#banned@user:cat", "doc:open#viewer@user:*",
               "doc:open#banned@team:core#member", "team:core#member@user:cat"});
        CHECK(allows("doc:plan#view", "user:ann"));
        CHECK_FALSE(allows("doc:plan#view", "user:cat"));
        CHECK(allows("doc:open#view", "user:never-seen"));
        CHECK_FALSE(allows("doc:open#view", "user:ann"));
        CHECK(allows("folder:sub#view", "team:core#member"));
        CHECK_FALSE(allows("doc:plan#both", "user:ann"));
    }

    TEST_CASE_FIXTURE(Fixture, "check: a userset contains itself, also when nothing names it") {
        CHECK(allows("team:none#member", "team:none#member"));
        CHECK(allows("doc:none#both", "doc:none#both"));
        CHECK_FALSE(allows("team:none#member", "team:other#member"));
        touch({"doc:plan#viewer@team:core#member"});
        CHECK(allows("doc:plan#view", "team:core#member"));
    }

    TEST_CASE_FIXTURE(Fixture, "check: a wildcard does not cover usersets") {
        touch({"doc:open#viewer@user:*"});
        CHECK_FALSE(allows("doc:open#view", "team:core#member"));
    }

    TEST_CASE_FIXTURE(Fixture, "check: what does not exist in the schema is an error, not a no") {
        auto check = [&](std::string_view userset, std::string_view subject) {
            return engine->check({userset_of(userset), subject_of(subject), {}}).error().code;
        };
        CHECK(check("paper:1#view", "user:ann") == ErrorCode::UnknownNamespace);
        CHECK(check("doc:1#edit", "user:ann") == ErrorCode::UnknownRelation);
        CHECK(check("doc:1#view", "person:ann") == ErrorCode::UnknownNamespace);
        CHECK(check("doc:1#view", "team:ann#boss") == ErrorCode::UnknownRelation);
        CHECK(check("doc:1#view", "user:*") == ErrorCode::WildcardNotAllowed);
    }

    TEST_CASE_FIXTURE(Fixture, "check: an explanation holds the path of tuples") {
        touch({"team:core#member@user:ann", "folder:top#viewer@team:core#member",
               "doc:plan#parent@folder:top"});
        CheckRequest request{userset_of("doc:plan#view"), subject_of("user:ann"), {}, true};
        auto result = must(engine->check(request));
        REQUIRE(result.explanation);
        Ids path;
        for (const auto& tuple : result.explanation->path())
            path.push_back(to_string(tuple));
        CHECK(path == Ids{"doc:plan#parent@folder:top", "folder:top#viewer@team:core#member",
                          "team:core#member@user:ann"});
        request.subject = subject_of("user:bob");
        result = must(engine->check(request));
        CHECK(result.decision.is_no());
        CHECK(result.explanation->path().empty());
        CHECK(result.explanation->nodes.size() > 3);
    }

    TEST_CASE_FIXTURE(Fixture, "write: create refuses a tuple that is there, and writes nothing") {
        touch({"doc:plan#viewer@user:ann"});
        auto result =
            update(UpdateKind::Create, {"doc:plan#viewer@user:bob", "doc:plan#viewer@user:ann"});
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::TupleExists);
        CHECK(result.error().detail("tuple") == "doc:plan#viewer@user:ann");
        CHECK(result.error().detail("index") == "1");
        CHECK_FALSE(allows("doc:plan#view", "user:bob"));
    }

    TEST_CASE_FIXTURE(Fixture, "write: one update that breaks a rule refuses them all") {
        auto code = [&](const std::string& bad) {
            auto result = update(UpdateKind::Touch, {"doc:good#viewer@user:ann", bad});
            return result ? ErrorCode::Internal : result.error().code;
        };
        CHECK(code("paper:1#viewer@user:ann") == ErrorCode::UnknownNamespace);
        CHECK(code("doc:1#reader@user:ann") == ErrorCode::UnknownRelation);
        CHECK(code("doc:1#view@user:ann") == ErrorCode::RelationNotStored);
        CHECK(code("doc:1#owner@user:*") == ErrorCode::SubjectNotAllowed);
        CHECK(code("doc:1#viewer@team:core") == ErrorCode::SubjectNotAllowed);
        CHECK(code("doc:good#viewer@user:ann") == ErrorCode::DuplicateUpdate);
        CHECK(read({}).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "write: a subject that lacks its relation is told what was meant") {
        auto error = update(UpdateKind::Touch, {"doc:1#viewer@team:core"}).error();
        CHECK(error.message == "updates[0]: subjects of type `team` are not allowed on relation "
                               "`doc#viewer`; did you mean `team#member`?");
    }

    TEST_CASE_FIXTURE(Fixture, "write: preconditions decide before anything is changed") {
        touch({"doc:plan#owner@user:ann"});
        TupleFilter owned{"doc", "plan", {}, "owner", {}};
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of("doc:plan#viewer@user:bob")});
        request.preconditions.push_back({Precondition::Kind::MustNotMatch, owned});
        auto refused = engine->write(request);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::PreconditionFailed);
        CHECK_FALSE(allows("doc:plan#view", "user:bob"));
        request.preconditions[0].kind = Precondition::Kind::MustMatch;
        CHECK(engine->write(request));
        CHECK(allows("doc:plan#view", "user:bob"));
    }

    TEST_CASE_FIXTURE(Fixture, "write: touching what is there makes no revision") {
        auto first = touch({"doc:plan#viewer@user:ann"});
        CHECK(touch({"doc:plan#viewer@user:ann"}) == first);
        CHECK(remove({"doc:plan#viewer@user:bob"}) == first);
        CHECK(touch({}) == first);
    }

    TEST_CASE_FIXTURE(Fixture, "snapshot: an exact one sees neither later writes nor deletes") {
        auto early = touch({"team:core#member@user:ann", "doc:plan#viewer@team:core#member"});
        remove({"team:core#member@user:ann"});
        touch({"doc:plan#viewer@user:bob", "team:core#member@user:cat"});
        auto then = Consistency::exact_snapshot(early);
        CHECK(allows("doc:plan#view", "user:ann", then));
        CHECK_FALSE(allows("doc:plan#view", "user:bob", then));
        CHECK_FALSE(allows("doc:plan#view", "user:cat", then));
        CHECK(allows("doc:plan#view", "user:bob", Consistency::at_least_as_fresh(early)));
        CHECK(read({}, then) ==
              Ids{"doc:plan#viewer@team:core#member", "team:core#member@user:ann"});
    }

    TEST_CASE_FIXTURE(Fixture, "snapshot: an exact one answers by the schema of its revision") {
        auto early = touch({"doc:plan#viewer@user:ann"});
        auto next = SchemaBuilder()
                        .define("user")
                        .define("doc")
                        .relation("viewer", {"user"})
                        .permission("view", nil())
                        .build();
        must(engine->write_schema({next, {}}));
        CHECK_FALSE(allows("doc:plan#view", "user:ann"));
        CHECK(allows("doc:plan#view", "user:ann", Consistency::exact_snapshot(early)));
    }

    TEST_CASE_FIXTURE(Fixture, "snapshot: a zookie of another store is refused") {
        Fixture other;
        auto foreign = other.touch({"doc:plan#viewer@user:ann"});
        CheckRequest request{userset_of("doc:plan#view"), subject_of("user:ann"),
                             Consistency::at_least_as_fresh(foreign)};
        CHECK(engine->check(request).error().code == ErrorCode::InvalidZookie);
        request.consistency = Consistency::exact_snapshot({"rubbish"});
        CHECK(engine->check(request).error().code == ErrorCode::InvalidZookie);
        request.consistency = Consistency::exact_snapshot({});
        CHECK(engine->check(request).error().code == ErrorCode::InvalidZookie);
    }

    TEST_CASE_FIXTURE(Fixture, "read: every part of a filter narrows what is found") {
        touch({"doc:a1#viewer@user:ann", "doc:a1#viewer@team:core#member", "doc:a2#viewer@user:*",
               "doc:b#owner@user:ann", "folder:a1#viewer@user:ann", "doc:a1#owner@user:bob"});
        auto count = [&](TupleFilter filter) { return read(filter).size(); };
        CHECK(count({}) == 6);
        CHECK(count({"doc", {}, {}, {}, {}}) == 5);
        CHECK(count({"doc", "a1", {}, {}, {}}) == 3);
        CHECK(count({{}, "a1", {}, {}, {}}) == 4);
        CHECK(count({"doc", {}, "a", {}, {}}) == 4);
        CHECK(count({"doc", {}, {}, "viewer", {}}) == 3);
        CHECK(count({{}, {}, {}, "viewer", {}}) == 4);
        CHECK(count({{}, {}, {}, {}, SubjectFilter{"user", "ann", {}}}) == 3);
        CHECK(count({{}, {}, {}, {}, SubjectFilter{"user", "*", {}}}) == 1);
        CHECK(count({{}, {}, {}, {}, SubjectFilter{"team", {}, "member"}}) == 1);
        CHECK(count({{}, {}, {}, {}, SubjectFilter{"team", {}, ""}}) == 0);
        CHECK(count({{}, {}, "a", {}, SubjectFilter{"user", "ann", {}}}) == 2);
        CHECK(count({"doc", "never", {}, {}, {}}) == 0);
        CHECK(count({{}, {}, {}, {}, SubjectFilter{"user", "never", {}}}) == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "read: pages of any size give each tuple once, in one order") {
        Ids all;
        for (int i = 0; i < 25; ++i)
            all.push_back("doc:d" + std::to_string(i % 7) + "#viewer@user:u" + std::to_string(i));
        touch(all);
        auto whole = read({});
        CHECK(whole.size() == 25);
        for (std::size_t page : {1, 2, 3, 24, 25, 26})
            CHECK(read({}, {}, page) == whole);
    }

    TEST_CASE_FIXTURE(Fixture, "read: a cursor keeps its revision while others write") {
        touch({"doc:a#viewer@user:a", "doc:a#viewer@user:b", "doc:a#viewer@user:c"});
        ReadRequest request{{}, {}, 1, {}, {}};
        auto first = must(engine->read(request));
        remove({"doc:a#viewer@user:b"});
        touch({"doc:a#viewer@user:d"});
        request.cursor = first.cursors[0];
        request.limit = 10;
        auto rest = must(engine->read(request));
        REQUIRE(rest.tuples.size() == 2);
        CHECK(to_string(rest.tuples[0]) == "doc:a#viewer@user:b");
        CHECK(rest.read_at == first.read_at);
    }

    TEST_CASE_FIXTURE(Fixture, "read: a cursor of another call is refused") {
        touch({"doc:a#viewer@user:a", "doc:a#viewer@user:b"});
        ReadRequest request{{}, {}, 1, {}, {}};
        auto cursor = must(engine->read(request)).cursors[0];
        request.cursor = cursor;
        request.filter.namespace_name = "doc";
        CHECK(engine->read(request).error().code == ErrorCode::InvalidCursor);
        request.cursor = Cursor{"rubbish"};
        CHECK(engine->read(request).error().code == ErrorCode::InvalidCursor);
    }

    TEST_CASE_FIXTURE(Fixture, "delete: a limit refuses or says that there is more") {
        touch({"doc:a#viewer@user:a", "doc:a#viewer@user:b", "doc:a#viewer@user:c"});
        DeleteRequest request;
        request.filter.namespace_name = "doc";
        request.limit = 2;
        CHECK(engine->delete_tuples(request).error().code == ErrorCode::TooManyMatches);
        request.allow_partial = true;
        auto some = must(engine->delete_tuples(request));
        CHECK(some.deleted == 2);
        CHECK_FALSE(some.complete);
        auto rest = must(engine->delete_tuples(request));
        CHECK(rest.deleted == 1);
        CHECK(rest.complete);
        CHECK(engine->delete_tuples({}).error().code == ErrorCode::InvalidFilter);
    }

    TEST_CASE_FIXTURE(Fixture, "import: all tuples or none") {
        ImportRequest request;
        for (int i = 0; i < 5000; ++i)
            request.tuples.push_back(
                tuple_of("doc:d" + std::to_string(i) + "#viewer@user:u" + std::to_string(i % 50)));
        CHECK(must(engine->import_tuples(request)).imported == 5000);
        CHECK(allows("doc:d4321#view", "user:u21"));
        CHECK(engine->import_tuples(request).error().code == ErrorCode::TupleExists);
        request.touch = true;
        CHECK(engine->import_tuples(request));
        request.tuples.push_back(tuple_of("doc:new#viewer@user:new"));
        request.tuples.push_back(tuple_of("doc:new#view@user:new"));
        CHECK(engine->import_tuples(request).error().detail("index") == "5001");
        CHECK(read({}).size() == 5000);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "schema: one that orphans tuples is refused and names all of them") {
        touch({"doc:a#viewer@user:ann", "doc:a#owner@user:ann", "doc:b#owner@user:ann",
               "folder:f#viewer@user:ann", "doc:a#viewer@user:*"});
        auto next = SchemaBuilder()
                        .define("user")
                        .define("doc")
                        .relation("viewer", {"user"})
                        .permission("owner", nil())
                        .build();
        auto error = engine->write_schema({next, {}}).error();
        CHECK(error.code == ErrorCode::SchemaOrphansTuples);
        CHECK(error.message ==
              "stored tuples would no longer be allowed: relation `owner` is gone from `doc`, and "
              "still "
              "has 2 tuples, such as doc:a#owner@user:ann; relation `viewer` of `doc` no longer "
              "takes "
              "`user:*`, and still has 1 tuple, such as doc:a#viewer@user:*; namespace `folder` is "
              "gone, "
              "and its relation `viewer` still has 1 tuple, such as folder:f#viewer@user:ann");
        CHECK(allows("doc:a#view", "user:ann"));
    }

    TEST_CASE_FIXTURE(Fixture, "schema: an allowed type may go when only its wildcard is used") {
        touch({"doc:a#viewer@user:*"});
        auto next = SchemaBuilder().define("user").define("doc").relation("viewer", {"user:*"});
        CHECK(engine->write_schema({next.build(), {}}));
    }

    TEST_CASE_FIXTURE(Fixture, "schema: an empty one is no schema") {
        must(engine->write_schema({Schema::empty(), {}}));
        CHECK(engine->read_schema().error().code == ErrorCode::NoSchema);
    }

    TEST_CASE_FIXTURE(Fixture, "lookup objects: each object once, with pages") {
        touch({"doc:c#viewer@user:ann", "doc:a#viewer@team:core#member", "doc:a#viewer@user:ann",
               "team:core#member@user:ann", "doc:b#viewer@user:*", "doc:d#viewer@user:ann",
               "doc:d#banned@user:ann", "folder:f#viewer@user:ann", "doc:e#parent@folder:f"});
        CHECK(objects("doc", "view", "user:ann") == Ids{"a", "b", "c", "e"});
        CHECK(objects("doc", "view", "user:never-seen") == Ids{"b"});
        CHECK(objects("team", "member", "team:never#member") == Ids{"never"});
        LookupObjectsRequest request;
        request.namespace_name = "doc";
        request.relation = "view";
        request.subject = subject_of("user:ann");
        request.limit = 2;
        auto first = must(engine->lookup_objects(request));
        CHECK_FALSE(first.complete);
        request.cursor = first.cursor_after(1);
        request.limit = 0;
        auto rest = must(engine->lookup_objects(request));
        REQUIRE(rest.objects.size() == 2);
        Ids all;
        for (const auto& page : {first, rest})
            for (const auto& object : page.objects)
                all.push_back(object.id);
        CHECK(all == Ids{"a", "b", "c", "e"});
        CHECK(rest.complete);
    }

    TEST_CASE_FIXTURE(Fixture, "lookup subjects: wildcards come with those they do not cover") {
        touch({"doc:a#viewer@user:*", "doc:a#viewer@user:good", "doc:a#banned@user:bad",
               "doc:a#banned@user:bad2", "doc:b#viewer@user:zoe", "doc:b#viewer@team:core#member",
               "team:core#member@user:ann"});
        auto found = subjects("doc:a#view", "user");
        REQUIRE(ids_of(found) == Ids{"*", "good"});
        CHECK(ids_of(found[0].excluded) == Ids{"bad", "bad2"});
        CHECK(ids_of(subjects("doc:b#view", "user")) == Ids{"ann", "zoe"});
        CHECK(ids_of(subjects("doc:b#view", "team", "member")) == Ids{"core"});
        CHECK(ids_of(subjects("team:x#member", "team", "member")) == Ids{"x"});
    }

    TEST_CASE_FIXTURE(Fixture, "expand: operators are opened, usersets stay leaves") {
        touch({"doc:a#viewer@user:ann", "doc:a#viewer@team:core#member", "doc:a#parent@folder:f"});
        auto tree = must(engine->expand({userset_of("doc:a#view"), {}})).tree;
        REQUIRE(tree.nodes.size() == 9);
        CHECK(tree.nodes[0].operation == UsersetTree::Operation::Exclusion);
        REQUIRE(tree.nodes[0].children.size() == 2);
        const auto& from = tree.nodes[tree.nodes[0].children[0]];
        CHECK(from.operation == UsersetTree::Operation::Union);
        REQUIRE(from.children.size() == 3);
        CHECK(tree.nodes[from.children[0]].subjects.size() == 2);
    }

    TEST_CASE_FIXTURE(Fixture, "expand: cyclic folders give a finite tree") {
        touch({"folder:a#parent@folder:b", "folder:b#parent@folder:a"});
        auto tree = must(engine->expand({userset_of("folder:a#view"), {}})).tree;
        CHECK(tree.nodes.size() < 10);
    }

    TEST_CASE_FIXTURE(Fixture,
                      "expand: folders shared by many branches are opened in one of them") {
        // Two folders a level, each in both of the next: 2^40 ways up.
        std::vector<std::string> tuples;
        for (int level = 0; level < 40; ++level)
            for (const char* from : {"a", "b"})
                for (const char* to : {"a", "b"})
                    tuples.push_back(
                        fmt::format("folder:{}{}#parent@folder:{}{}", from, level, to, level + 1));
        touch(tuples);
        touch({"folder:b40#viewer@user:ann"});
        auto tree = must(engine->expand({userset_of("folder:a0#view"), {}})).tree;
        CHECK(tree.nodes.size() < 1'000);
        int opened = 0, named = 0;
        for (const auto& node : tree.nodes) {
            opened += node.userset == userset_of("folder:b40#view") && !node.children.empty();
            for (const auto& subject : node.subjects)
                named += subject == subject_of("folder:b40#view");
        }
        CHECK(opened >= 1);
        CHECK(named >= 1);
    }

    TEST_CASE_FIXTURE(Fixture,
                      "check: a caller's own budget ends a walk that the limits would allow") {
        std::vector<std::string> tuples;
        for (int i = 0; i < 100; ++i)
            tuples.push_back(fmt::format("team:t{}#member@team:t{}#member", i, i + 1));
        tuples.push_back("team:elsewhere#member@user:ann");
        touch(tuples);
        CheckRequest request{userset_of("team:t0#member"), subject_of("user:ann"), {}};
        std::uint64_t spent = 0;
        request.budget.spent = &spent;
        request.budget.tuple_reads = 50;
        CHECK(engine->check(request).error().code == ErrorCode::BudgetExceeded);
        CHECK(spent > 0); // what fails has cost something too
        request.budget.tuple_reads = 0;
        CHECK(must(engine->check(request)).decision.is_no());
    }

    TEST_CASE_FIXTURE(Fixture, "read: what a page costs is told, and is held to a budget") {
        touch({"team:a#member@user:ann", "team:a#member@user:bob", "team:b#member@user:ann"});
        std::uint64_t spent = 0;
        ReadRequest request;
        request.filter.namespace_name = "team";
        request.budget.spent = &spent;
        CHECK(must(engine->read(request)).tuples.size() == 3);
        CHECK(spent >= 3);
        request.budget.tuple_reads = 1;
        CHECK(engine->read(request).error().code == ErrorCode::BudgetExceeded);
    }

    TEST_CASE_FIXTURE(Fixture, "cycles: groups in a circle have the members of all of them") {
        touch({"team:a#member@team:b#member", "team:b#member@team:c#member",
               "team:c#member@team:a#member", "team:c#member@user:ann"});
        for (auto team : {"team:a#member", "team:b#member", "team:c#member"}) {
            CHECK(allows(team, "user:ann"));
            CHECK_FALSE(allows(team, "user:bob"));
        }
        CHECK(objects("team", "member", "user:ann") == Ids{"a", "b", "c"});
        CHECK(ids_of(subjects("team:a#member", "user")) == Ids{"ann"});
    }

    TEST_CASE("no answer: recursion through an exclusion says so, with the cycle") {
        TempStore store;
        auto engine = store.open();
        auto schema = SchemaBuilder()
                          .define("user")
                          .define("doc")
                          .relation("parent", {"doc"})
                          .relation("viewer", {"user"})
                          .permission("view", minus(rel("viewer"), arrow("parent", "view")))
                          .build();
        must(engine->write_schema({schema, {}}));
        WriteRequest request;
        for (auto text : {"doc:a#parent@doc:a", "doc:a#viewer@user:ann", "doc:b#viewer@user:ann"})
            request.updates.push_back({UpdateKind::Touch, tuple_of(text)});
        must(engine->write(request));
        auto ask = [&](std::string_view userset, std::string_view subject) {
            return engine->check({userset_of(userset), subject_of(subject), {}});
        };
        REQUIRE_FALSE(ask("doc:a#view", "user:ann"));
        auto error = ask("doc:a#view", "user:ann").error();
        CHECK(error.code == ErrorCode::NoAnswer);
        CHECK(error.message == "the answer depends on itself through an exclusion: `doc:a#view` → "
                               "`doc:a#view`");
        CHECK(must(ask("doc:b#view", "user:ann")).decision.is_yes());
        CHECK(must(ask("doc:a#view", "user:bob")).decision.is_no());
    }

    TEST_CASE("open: a store survives being closed, and is not shared") {
        TempStore store;
        Zookie zookie;
        {
            auto engine = store.open();
            must(engine->write_schema({small_schema(), {}}));
            zookie = must(engine->write(
                              {{{UpdateKind::Touch, tuple_of("doc:a#viewer@user:ann")}}, {}, {}}))
                         .written_at;
            auto second = Engine::open(store.options());
            REQUIRE_FALSE(second);
            CHECK(second.error().code == ErrorCode::StoreInUse);
        }
        auto engine = store.open();
        CheckRequest request{userset_of("doc:a#view"), subject_of("user:ann"),
                             Consistency::exact_snapshot(zookie)};
        CHECK(must(engine->check(request)).decision.is_yes());
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture,
                      "writes from many threads are all there, each under its own revision") {
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i)
                    touch({"doc:d" + std::to_string(t) + "#viewer@user:u" + std::to_string(i)});
            });
        for (auto& thread : threads)
            thread.join();
        CHECK(read({}).size() == 400);
        CHECK(must(engine->statistics()).revision == 401);
        CHECK(must(engine->verify()).empty());
    }
}
