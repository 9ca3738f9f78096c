// Tuples that expire: they are nowhere from then on, and give way to what is written.
#include <thread>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

const std::string kPast = "[expiration:2020-01-01T00:00:00Z]";
const std::string kFuture = "[expiration:2999-01-01T00:00:00.5Z]";

Schema schema_with(std::vector<std::string> members, std::vector<std::string> viewers) {
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", std::move(members))
        .define("doc")
        .relation("viewer", std::move(viewers))
        .permission("view", any_of({rel("viewer")}))
        .build();
}

struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();

    Fixture() {
        must(engine->write_schema(
            {schema_with({"user with expiration"},
                         {"user", "user with expiration", "user:* with expiration", "team#member"}),
             {}}));
    }

    Result<WriteResult> update(UpdateKind kind, std::string_view text) {
        WriteRequest request;
        request.updates.push_back({kind, tuple_of(text)});
        return engine->write(std::move(request));
    }
    Zookie touch(std::string_view text) { return must(update(UpdateKind::Touch, text)).written_at; }
    bool allows(std::string_view userset, std::string_view subject, Consistency consistency = {}) {
        CheckRequest request{userset_of(userset), subject_of(subject), std::move(consistency)};
        return must(engine->check(request)).decision.is_yes();
    }
    std::vector<std::string> read(Consistency consistency = {}) {
        ReadRequest all;
        all.consistency = std::move(consistency);
        std::vector<std::string> tuples;
        for (const auto& tuple : must(engine->read(all)).tuples)
            tuples.push_back(to_string(tuple));
        std::ranges::sort(tuples);
        return tuples;
    }
};

using Texts = std::vector<std::string>;

} // namespace

TEST_SUITE("engine/expiry") {
    TEST_CASE_FIXTURE(Fixture, "a tuple that has expired is in no answer") {
        touch("doc:a#viewer@user:ann" + kPast);
        touch("doc:a#viewer@user:*" + kPast);
        touch("doc:a#viewer@team:core#member");
        touch("team:core#member@user:bob" + kFuture);
        CHECK_FALSE(allows("doc:a#view", "user:ann"));
        CHECK(allows("doc:a#view", "user:bob"));
        CHECK(read() ==
              Texts{"doc:a#viewer@team:core#member", "team:core#member@user:bob" + kFuture});
        LookupSubjectsRequest who;
        who.userset = userset_of("doc:a#view");
        who.subject_namespace = "user";
        auto subjects = must(engine->lookup_subjects(who)).subjects;
        REQUIRE(subjects.size() == 1);
        CHECK(subjects[0].id == "bob");
        LookupObjectsRequest what;
        what.namespace_name = "doc";
        what.relation = "view";
        what.subject = subject_of("user:ann");
        CHECK(must(engine->lookup_objects(what)).objects.empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a create takes the place of what has expired, not of what lives") {
        must(update(UpdateKind::Create, "doc:a#viewer@user:ann" + kPast));
        must(update(UpdateKind::Create, "doc:a#viewer@user:ann"));
        CHECK(allows("doc:a#view", "user:ann"));
        CHECK(update(UpdateKind::Create, "doc:a#viewer@user:ann" + kFuture).error().code ==
              ErrorCode::TupleExists);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a touch replaces the expiry, and older snapshots keep theirs") {
        touch("doc:a#viewer@team:core#member");
        auto before = touch("team:core#member@user:bob" + kFuture);
        CHECK(touch("team:core#member@user:bob" + kFuture) == before); // nothing changed
        touch("team:core#member@user:bob" + kPast);
        CHECK_FALSE(allows("doc:a#view", "user:bob"));
        auto then = Consistency::exact_snapshot(before);
        CHECK(allows("doc:a#view", "user:bob", then));
        CHECK(read(then).size() == 2);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "an old snapshot does not revive what has expired since") {
        auto written = touch("doc:a#viewer@user:ann" + kPast);
        touch("doc:b#viewer@user:ann");
        CHECK_FALSE(allows("doc:a#view", "user:ann", Consistency::exact_snapshot(written)));
    }

    TEST_CASE_FIXTURE(Fixture,
                      "with and without expiration are two types; a delete may be either") {
        CHECK(update(UpdateKind::Touch, "team:core#member@user:eve").error().code ==
              ErrorCode::SubjectNotAllowed);
        CHECK(update(UpdateKind::Touch, "doc:a#viewer@team:core#member" + kFuture).error().code ==
              ErrorCode::SubjectNotAllowed);
        touch("team:core#member@user:eve" + kFuture);
        must(update(UpdateKind::Delete, "team:core#member@user:eve"));
        CHECK(read().empty());
        must(update(UpdateKind::Delete, "doc:a#viewer@team:core#member" + kFuture));
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE("what has expired is collected in the background, as nobody's write") {
        TempStore store;
        auto options = store.options();
        options.expiry_interval = std::chrono::milliseconds(20);
        auto engine = must(Engine::open(options));
        must(engine->write_schema({schema_with({"user with expiration"}, {"team#member"}), {}}));
        WriteRequest request;
        for (int i = 0; i < 500; ++i)
            request.updates.push_back(
                {UpdateKind::Touch, tuple_of("team:core#member@user:u" + std::to_string(i) +
                                             (i % 2 ? kPast : kFuture))});
        auto written = must(engine->write(std::move(request))).written_at;
        for (int i = 0; i < 500 && must(engine->statistics()).tuples != 250; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        CHECK(must(engine->statistics()).tuples == 250);
        CHECK(must(engine->verify()).empty());
        // A snapshot from before the collection sees the same tuples.
        ReadRequest all;
        all.consistency = Consistency::exact_snapshot(written);
        CHECK(must(engine->read(all)).tuples.size() == 250);
    }

    TEST_CASE_FIXTURE(Fixture, "a type goes when all of its tuples have expired, not before") {
        const auto smaller = schema_with({"user"}, {"user", "team#member"});
        touch("doc:b#viewer@user:*" + kFuture);
        auto refused = engine->write_schema({smaller, {}});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().detail("subject_type") == "user:* with expiration");
        touch("doc:b#viewer@user:*" + kPast);
        must(engine->write_schema({smaller, {}}));
        CHECK(must(engine->verify()).empty());
    }
}
