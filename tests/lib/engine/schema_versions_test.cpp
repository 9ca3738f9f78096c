// Versions of a schema, what a question takes for granted, and what OpenFGA's dialect means
// differently: tuples that a version does not allow are as if they were not there.
#include <algorithm>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

SchemaBuilder model() {
    return SchemaBuilder(fbs::Dialect::Fga);
}

Schema viewers(std::vector<std::string> types) {
    return model()
        .define("user")
        .define("group")
        .relation("member", {"user", "user:*", "group#member"})
        .define("document")
        .relation("viewer", std::move(types))
        .relation("blocked", {"user", "document#viewer"})
        .permission("reader", minus(rel("viewer"), rel("blocked")))
        .build();
}

struct Fixture {
    TempStore folder;
    std::unique_ptr<Engine> engine = folder.open();

    SchemaId model_of(const Schema& schema) { return must(engine->write_schema({schema, {}})).id; }
    Result<WriteResult> update(UpdateKind kind, std::string_view text) {
        WriteRequest request;
        request.updates.push_back({kind, must(parse_relation_tuple(text, Dialect::Fga))});
        return engine->write(std::move(request));
    }
    Result<CheckResult> ask(std::string_view userset, std::string_view subject,
                            Premises premises = {}) {
        CheckRequest request{must(parse_userset(userset, Dialect::Fga)),
                             must(parse_subject(subject, Dialect::Fga))};
        request.premises = std::move(premises);
        return engine->check(request);
    }
    bool allows(std::string_view userset, std::string_view subject, Premises premises = {}) {
        return must(ask(userset, subject, std::move(premises))).decision.is_yes();
    }
    std::vector<std::string> objects_of(std::string_view subject, Premises premises = {}) {
        LookupObjectsRequest request{"document", "viewer",
                                     must(parse_subject(subject, Dialect::Fga))};
        request.premises = std::move(premises);
        std::vector<std::string> ids;
        for (const auto& found : must(engine->lookup_objects(request)).objects)
            ids.push_back(found.id);
        std::ranges::sort(ids);
        return ids;
    }
};

using Ids = std::vector<std::string>;

} // namespace

TEST_SUITE("engine/schema_versions") {
    TEST_CASE_FIXTURE(Fixture, "versions: each write makes one, listed from the newest on") {
        auto first = model_of(viewers({"user"})), second = model_of(viewers({"user"}));
        CHECK(first.text < second.text);
        ListSchemasRequest request;
        request.limit = 1;
        auto page = must(engine->list_schemas(request));
        CHECK(page.versions[0].id == second);
        CHECK_FALSE(page.complete);
        request.before = second;
        page = must(engine->list_schemas(request));
        CHECK(page.versions[0].id == first);
        CHECK(page.complete);
        CHECK(must(engine->read_schema({{}, first})).id == first);
        CHECK(must(engine->read_schema()).id == second);
        SchemaId strange{"01ARZ3NDEKTSV4RRFFQ69G5FAV"};
        CHECK(engine->read_schema({{}, strange}).error().code == ErrorCode::SchemaUnknown);
        CHECK(ask("document:1#viewer", "user:ann", {strange, {}}).error().code ==
              ErrorCode::SchemaUnknown);
    }

    TEST_CASE_FIXTURE(Fixture, "versions: a tuple counts under those that allow it") {
        auto groups = model_of(viewers({"user", "group#member"}));
        must(update(UpdateKind::Create, "document:1#viewer@group:g#member"));
        must(update(UpdateKind::Create, "group:g#member@user:ann@example.com"));
        auto users = model_of(viewers({"user", "user:*"}));
        CHECK(allows("document:1#viewer", "user:ann@example.com", {groups, {}}));
        CHECK_FALSE(allows("document:1#viewer", "user:ann@example.com"));
        CHECK(objects_of("user:ann@example.com", {groups, {}}) == Ids{"1"});
        CHECK(objects_of("user:ann@example.com") == Ids{});
        must(update(UpdateKind::Create, "document:1#viewer@user:*"));
        CHECK(allows("document:1#viewer", "user:bob"));
        CHECK(allows("document:1#viewer", "user:*"));
        CHECK_FALSE(allows("document:1#viewer", "user:bob", {groups, {}}));
        ReadRequest all;
        CHECK(must(engine->read(all)).tuples.size() == 3);
        must(update(UpdateKind::Remove, "document:1#viewer@group:g#member"));
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "versions: what `.zed` demands of every tuple is demanded again") {
        model_of(viewers({"group#member"}));
        must(update(UpdateKind::Create, "document:1#viewer@group:g#member"));
        CHECK(engine->write_schema({small_schema(), {}}).error().code ==
              ErrorCode::SchemaOrphansTuples);
    }

    TEST_CASE_FIXTURE(Fixture, "writes: what must be there or not, and with which details") {
        model_of(viewers({"user"}));
        const char* text = "document:1#viewer@user:ann";
        CHECK(update(UpdateKind::Remove, text).error().code == ErrorCode::TupleMissing);
        must(update(UpdateKind::Ensure, text));
        must(update(UpdateKind::Ensure, text));
        CHECK(update(UpdateKind::Create, text).error().code == ErrorCode::TupleExists);
        must(update(UpdateKind::Remove, text));
        CHECK(update(UpdateKind::Create, "document:1#viewer@document:1#viewer").error().code ==
              ErrorCode::InvalidTuple);
    }

    TEST_CASE_FIXTURE(Fixture, "premises: count as if they were written, for one question") {
        model_of(viewers({"user", "group#member"}));
        must(update(UpdateKind::Create, "document:1#viewer@group:g#member"));
        auto guest = must(parse_relation_tuple("group:g#member@user:new@x", Dialect::Fga));
        CHECK(allows("document:1#viewer", "user:new@x", {{}, {guest}}));
        CHECK_FALSE(allows("document:1#viewer", "user:new@x"));
        CHECK(objects_of("user:new@x", {{}, {guest}}) == Ids{"1"});
        auto unseen = must(parse_relation_tuple("document:unseen#viewer@user:new@x", Dialect::Fga));
        CHECK(objects_of("user:new@x", {{}, {unseen, guest}}) == Ids{"1", "unseen"});
        auto wrong = must(parse_relation_tuple("document:1#viewer@user:*", Dialect::Fga));
        auto error = ask("document:1#viewer", "user:new@x", {{}, {guest, wrong}}).error();
        CHECK(error.code == ErrorCode::SubjectNotAllowed);
        CHECK(error.detail("list") == "premises");
        CHECK(error.detail("index") == "1");
        ExpandRequest expand{userset_of("document:unseen#viewer")};
        expand.premises.tuples = {unseen};
        auto tree = must(engine->expand(expand)).tree;
        CHECK(to_string(tree.nodes[0].subjects.at(0)) == "user:new@x");
    }

    TEST_CASE_FIXTURE(Fixture, "premises: each question of a bulk check has its own") {
        model_of(viewers({"user"}));
        auto premise = tuple_of("document:1#viewer@user:ann");
        CheckItem with{userset_of("document:1#viewer"), subject_of("user:ann")};
        auto without = with;
        with.tuples = {premise};
        auto results = must(engine->check_bulk({{with, without, with}, {}})).results;
        CHECK(must(results[0]).decision.is_yes());
        CHECK_FALSE(must(results[1]).decision.is_yes());
        CHECK(must(results[2]).decision.is_yes());
    }

    TEST_CASE_FIXTURE(Fixture, "premises: also of an older snapshot, and under `.zed`") {
        must(engine->write_schema({small_schema(), {}}));
        WriteRequest request;
        request.updates.push_back({UpdateKind::Touch, tuple_of("doc:1#viewer@team:t#member")});
        auto then = must(engine->write(request)).written_at;
        request.updates = {{UpdateKind::Delete, tuple_of("doc:1#viewer@team:t#member")}};
        must(engine->write(request));
        CheckRequest check{userset_of("doc:1#view"), subject_of("user:ann"),
                           Consistency::exact_snapshot(then)};
        CHECK_FALSE(must(engine->check(check)).decision.is_yes());
        check.premises.tuples = {tuple_of("team:t#member@user:ann")};
        CHECK(must(engine->check(check)).decision.is_yes());
        check.consistency = {};
        CHECK_FALSE(must(engine->check(check)).decision.is_yes());
    }

    TEST_CASE_FIXTURE(Fixture, "recursion: through an exclusion, without an answer, it is no") {
        model_of(viewers({"user"}));
        must(update(UpdateKind::Create, "document:1#viewer@user:ann"));
        CHECK(allows("document:1#reader", "user:ann"));
        must(update(UpdateKind::Create, "document:1#blocked@document:1#viewer"));
        CHECK_FALSE(allows("document:1#reader", "user:ann"));
    }

    TEST_CASE_FIXTURE(Fixture, "depth: what lies behind more than 25 tuples is an error") {
        model_of(viewers({"user", "group#member"}));
        auto group = [](int i) { return "group:" + std::to_string(i); };
        must(update(UpdateKind::Create, "document:1#viewer@group:1#member"));
        for (int i = 1; i < 25; ++i)
            must(update(UpdateKind::Create, group(i) + "#member@" + group(i + 1) + "#member"));
        must(update(UpdateKind::Create, group(25) + "#member@user:near"));
        CHECK(allows("document:1#viewer", "user:near"));
        CHECK_FALSE(allows("document:1#viewer", "user:nobody"));
        CHECK(objects_of("user:near") == Ids{"1"});
        must(update(UpdateKind::Create, group(25) + "#member@" + group(26) + "#member"));
        must(update(UpdateKind::Create, group(26) + "#member@user:far"));
        CHECK(allows("document:1#viewer", "user:near"));
        CHECK(ask("document:1#viewer", "user:far").error().code == ErrorCode::TooDeep);
        CHECK(ask("document:1#viewer", "user:nobody").error().code == ErrorCode::TooDeep);
        LookupSubjectsRequest subjects{userset_of("document:1#viewer"), "user", ""};
        CHECK(engine->lookup_subjects(subjects).error().code == ErrorCode::TooDeep);
    }

    TEST_CASE_FIXTURE(Fixture, "expand: the own rewrite alone names other usersets") {
        model_of(model()
                     .define("user")
                     .define("folder")
                     .relation("viewer", {"user"})
                     .define("document")
                     .relation("parent", {"folder"})
                     .relation("viewer", {"user"},
                               any_of({this_tuples(), rel("owner"), arrow("parent", "viewer")}))
                     .relation("owner", {"user"})
                     .permission("reader", rel("viewer"))
                     .build());
        must(update(UpdateKind::Create, "document:1#parent@folder:f"));
        must(update(UpdateKind::Create, "document:1#viewer@user:ann"));
        using Operation = UsersetTree::Operation;
        ExpandRequest request{userset_of("document:1#viewer")};
        request.depth = ExpandRequest::Depth::OwnRewrite;
        auto tree = must(engine->expand(request)).tree;
        REQUIRE(tree.nodes.size() == 5);
        CHECK(tree.nodes[0].operation == Operation::Union);
        CHECK(tree.nodes[1].operation == Operation::Leaf);
        CHECK(to_string(tree.nodes[1].subjects.at(0)) == "user:ann");
        CHECK(tree.nodes[2].operation == Operation::Reference);
        CHECK(to_string(tree.nodes[2].userset) == "document:1#owner");
        CHECK(tree.nodes[3].operation == Operation::Arrow);
        CHECK(to_string(tree.nodes[3].userset) == "document:1#parent");
        CHECK(to_string(tree.nodes[4].userset) == "folder:f#viewer");
        request.userset.relation = "reader";
        tree = must(engine->expand(request)).tree;
        REQUIRE(tree.nodes.size() == 1);
        CHECK(tree.nodes[0].operation == Operation::Reference);
        CHECK(to_string(tree.nodes[0].userset) == "document:1#viewer");
    }

    TEST_CASE_FIXTURE(Fixture, "assertions: a document kept with a version") {
        auto first = model_of(viewers({"user"})), second = model_of(viewers({"user"}));
        CHECK(must(engine->read_assertions(first)).empty());
        must(engine->write_assertions({first, "[1]"}));
        must(engine->write_assertions({first, "[2]"}));
        CHECK(must(engine->read_assertions(first)) == "[2]");
        CHECK(must(engine->read_assertions(second)).empty());
        CHECK(engine->write_assertions({{"x"}, "[]"}).error().code == ErrorCode::SchemaUnknown);
    }
}
