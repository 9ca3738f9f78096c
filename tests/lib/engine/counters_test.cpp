// Counters: registered once, counted exactly at any revision, kept over restarts.
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;

namespace {

TupleFilter filter_of(const char* type, const char* relation = nullptr) {
    TupleFilter filter;
    filter.namespace_name = type;
    if (relation != nullptr)
        filter.relation = relation;
    return filter;
}

struct Fixture {
    TempStore store;
    std::unique_ptr<Engine> engine = store.open();

    Fixture() {
        must(engine->write_schema({SchemaBuilder()
                                       .define("user")
                                       .define("doc")
                                       .relation("viewer", {"user", "user with expiration"})
                                       .relation("owner", {"user"})
                                       .build(),
                                   {}}));
    }

    Zookie update(UpdateKind kind, const std::string& text) {
        return must(engine->write({{{kind, tuple_of(text)}}, {}, {}})).written_at;
    }
    Zookie touch(const std::string& text) { return update(UpdateKind::Touch, text); }
    std::uint64_t count(const std::string& name, Consistency consistency = {}) {
        return must(engine->count({name, std::move(consistency)})).tuples;
    }
};

} // namespace

TEST_SUITE("engine/counters") {
    TEST_CASE_FIXTURE(Fixture, "counters are listed by name with the filters they were given") {
        CHECK(must(engine->counters()).empty());
        auto everything = filter_of("doc", "viewer");
        everything.object_id_prefix = "a";
        everything.subject = {"user", {}, ""};
        const Counter viewers{"viewers", everything}, docs{"docs", filter_of("doc")};
        must(engine->register_counter(viewers));
        must(engine->register_counter(docs));
        CHECK((must(engine->counters()) == std::vector{docs, viewers}));
        must(engine->unregister_counter("docs"));
        CHECK((must(engine->counters()) == std::vector{viewers}));
    }
    TEST_CASE_FIXTURE(Fixture,
                      "a counter counts what its filter matches, now and at any revision") {
        must(engine->register_counter({"viewers", filter_of("doc", "viewer")}));
        CHECK(count("viewers") == 0);
        touch("doc:a#viewer@user:ann");
        auto two = touch("doc:a#viewer@user:bob");
        touch("doc:a#owner@user:ann");
        update(UpdateKind::Delete, "doc:a#viewer@user:ann");
        CHECK(count("viewers") == 1);
        CHECK(count("viewers", Consistency::exact_snapshot(two)) == 2);
        CHECK(must(engine->count({"viewers", {}})).counted_at == must(engine->statistics()).head);
    }

    TEST_CASE_FIXTURE(Fixture, "a filter of objects and subjects is counted one by one") {
        auto filter = filter_of("doc");
        filter.object_id_prefix = "a";
        filter.subject = SubjectFilter{"user", "ann", {}};
        must(engine->register_counter({"some", filter}));
        for (int i = 0; i < 10'000; i += 100) {
            ImportRequest import;
            for (int j = i; j < i + 100; ++j)
                import.tuples.push_back(
                    tuple_of(fmt::format("doc:{}{}#viewer@user:ann", j % 2 == 0 ? "a" : "b", j)));
            must(engine->import_tuples(std::move(import)));
        }
        CHECK(count("some") == 5'000);
        std::uint64_t spent = 0;
        CHECK(must(engine->count({"some", {}, {.spent = &spent}})).tuples == 5'000);
        CHECK(spent >= 10'000);
    }

    TEST_CASE_FIXTURE(Fixture, "what has expired is not counted, collected or not") {
        must(engine->register_counter({"viewers", filter_of("doc", "viewer")}));
        touch("doc:a#viewer@user:ann");
        touch("doc:a#viewer@user:bob[expiration:2020-01-01T00:00:00Z]");
        touch("doc:a#viewer@user:cat[expiration:2999-01-01T00:00:00Z]");
        CHECK(count("viewers") == 2);
    }

    TEST_CASE_FIXTURE(Fixture, "counters are kept over a restart, and make no revision") {
        auto before = must(engine->statistics()).revision;
        must(engine->register_counter({"docs", filter_of("doc")}));
        CHECK(must(engine->statistics()).revision == before);
        touch("doc:a#viewer@user:ann");
        engine.reset();
        engine = store.open();
        CHECK(count("docs") == 1);
        must(engine->unregister_counter("docs"));
        engine.reset();
        engine = store.open();
        CHECK(engine->count({"docs", {}}).error().code == ErrorCode::CounterUnknown);
        CHECK(must(engine->verify()).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "names are taken once, and filters must make sense") {
        must(engine->register_counter({"docs", filter_of("doc")}));
        auto code = [&](Counter counter) {
            return engine->register_counter(std::move(counter)).error().code;
        };
        CHECK(code({"docs", filter_of("user")}) == ErrorCode::CounterExists);
        CHECK(code({"", filter_of("doc")}) == ErrorCode::InvalidArgument);
        CHECK(code({"none", {}}) == ErrorCode::InvalidFilter);
        CHECK(code({"papers", filter_of("paper")}) == ErrorCode::UnknownNamespace);
        CHECK(engine->unregister_counter("other").error().code == ErrorCode::CounterUnknown);
    }

    TEST_CASE("there are only so many counters") {
        TempStore store;
        auto options = store.options();
        options.limits.counters = 2;
        auto engine = must(Engine::open(options));
        must(engine->write_schema({small_schema(), {}}));
        must(engine->register_counter({"one", filter_of("doc")}));
        must(engine->register_counter({"two", filter_of("doc")}));
        CHECK(engine->register_counter({"three", filter_of("doc")}).error().code ==
              ErrorCode::LimitExceeded);
    }
}
