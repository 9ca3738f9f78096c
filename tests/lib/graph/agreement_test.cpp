// The two solvers and both lookups agree with one another on random schemas and tuples, at the
// newest snapshot and at older ones. (tests/reference compares the engine with a program that
// shares nothing.)
#include <map>
#include <random>

#include <fmt/format.h>

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr int kObjects = 4;
const std::vector<std::string> kNamespaces{"aaa", "bbb"};
const std::vector<std::string> kStored{"one", "two"};
const std::vector<std::string> kComputed{"ppp", "qqq", "rrr"};

class RandomWorld {
public:
    explicit RandomWorld(std::uint64_t seed) : random_(seed) {}

    Schema schema() {
        SchemaBuilder builder;
        builder.define("user");
        for (const auto& name : kNamespaces) {
            builder.define(name);
            builder.relation("one", types(true));
            builder.relation("two", types(false)); // of arrows: no wildcard
            for (const auto& permission : kComputed)
                builder.permission(permission, expression(3));
        }
        types_.clear();
        auto built = builder.build();
        for (const auto& config : built.outline())
            for (const auto& relation : config.relations)
                if (relation.stored)
                    types_[config.name + "#" + relation.name] = relation.subject_types;
        return built;
    }

    RelationTuple tuple() {
        auto name = pick(kNamespaces), relation = pick(kStored);
        const auto& type = pick(types_.at(name + "#" + relation));
        return {{name, id()},
                relation,
                {{type.namespace_name, type.wildcard ? "*" : id()}, type.relation}};
    }

    std::string id() { return fmt::format("x{}", below(kObjects)); }
    std::size_t below(std::size_t end) { return random_() % end; }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::vector<std::string> types(bool wildcards) {
        std::vector<std::string> types{"user"};
        if (wildcards && below(3) == 0)
            types.push_back("user:*");
        if (wildcards && below(6) == 0)
            types.push_back("aaa:*");
        for (const auto& name : kNamespaces) {
            if (below(2) == 0)
                types.push_back(name);
            if (below(2) == 0)
                types.push_back(name + "#" + (below(2) == 0 ? pick(kStored) : pick(kComputed)));
        }
        return types;
    }

    Expression operand() {
        switch (below(6)) {
        case 0: return rel(pick(kComputed));
        case 1: return arrow("two", below(2) == 0 ? pick(kStored) : pick(kComputed));
        case 2: return arrow_all("two", below(2) == 0 ? pick(kStored) : pick(kComputed));
        case 3: return below(4) == 0 ? nil() : rel(pick(kStored));
        default: return rel(pick(kStored));
        }
    }

    Expression expression(int depth) {
        if (depth == 0 || below(4) == 0)
            return operand();
        auto a = expression(depth - 1), b = expression(depth - 1);
        switch (below(5)) {
        case 0: return all_of({a, b});
        case 1: return minus(a, b);
        default: return any_of({a, b, operand()});
        }
    }

    std::mt19937_64 random_;
    std::map<std::string, std::vector<SubjectType>> types_;
};

enum class Answer { No, Yes, None };

Answer answer_of(const Result<CheckResult>& result) {
    if (result)
        return result->decision.is_yes() ? Answer::Yes : Answer::No;
    REQUIRE(result.error().code == ErrorCode::NoAnswer);
    return Answer::None;
}

// Every check of the world at one snapshot, asked both ways; then the lookups against them.
class Comparison {
public:
    Comparison(Engine& engine, Consistency consistency, std::uint64_t seed)
        : engine_(engine), consistency_(std::move(consistency)), seed_(seed) {
        for (int i = 0; i < kObjects; ++i)
            ids_.push_back(fmt::format("x{}", i));
        ids_.push_back("never");
    }

    void run(const Subject& kind, const std::string& name, const std::string& relation) {
        std::map<std::string, std::vector<std::string>> objects_of, subjects_of;
        bool none = false;
        for (const auto& id : ids_)
            for (const auto& who : ids_) {
                auto answer =
                    ask({{name, id}, relation}, {{kind.object.namespace_name, who}, kind.relation});
                none = none || answer == Answer::None;
                if (answer == Answer::Yes) {
                    objects_of[who].push_back(id);
                    subjects_of[id].push_back(who);
                }
            }
        if (none)
            return; // a lookup that meets such a question has no answer either
        for (const auto& id : ids_) {
            compare_objects({{kind.object.namespace_name, id}, kind.relation}, name, relation,
                            objects_of[id]);
            compare_subjects({{name, id}, relation}, kind, subjects_of[id]);
        }
    }

private:
    Answer ask(const Userset& userset, const Subject& subject) {
        auto quick = answer_of(engine_.check({userset, subject, consistency_, false}));
        auto slow = answer_of(engine_.check({userset, subject, consistency_, true}));
        INFO("seed ", seed_, ": ", userset, " ", subject);
        CHECK(quick == slow);
        return quick;
    }

    void compare_objects(const Subject& subject, const std::string& name,
                         const std::string& relation, const std::vector<std::string>& expected) {
        LookupObjectsRequest request;
        request.namespace_name = name;
        request.relation = relation;
        request.subject = subject;
        request.consistency = consistency_;
        std::vector<std::string> found;
        for (const auto& object : must(engine_.lookup_objects(request)).objects)
            found.push_back(object.id);
        std::ranges::sort(found);
        // An id that nothing mentions is found only where the subject is that very userset.
        auto known = expected;
        bool itself = subject.relation == relation && subject.object.namespace_name == name;
        if (!itself || subject.object.id != "never")
            std::erase(known, "never");
        std::ranges::sort(known);
        INFO("seed ", seed_, ": objects ", name, "#", relation, " of ", subject);
        CHECK(found == known);
    }

    void compare_subjects(const Userset& userset, const Subject& kind,
                          const std::vector<std::string>& expected) {
        LookupSubjectsRequest request;
        request.userset = userset;
        request.subject_namespace = kind.object.namespace_name;
        request.subject_relation = kind.relation;
        request.consistency = consistency_;
        auto found = must(engine_.lookup_subjects(request)).subjects;
        INFO("seed ", seed_, ": subjects ", userset, " of ", kind);
        for (const auto& id : ids_) {
            bool is_in = std::ranges::find(expected, id) != expected.end();
            bool named = std::ranges::find(found, id, &FoundSubject::id) != found.end();
            bool covered = !found.empty() && found[0].id == "*" &&
                           std::ranges::find(found[0].excluded, id, &ExcludedSubject::id) ==
                               found[0].excluded.end();
            CHECK((named || covered) == is_in);
        }
    }

    Engine& engine_;
    Consistency consistency_;
    std::uint64_t seed_;
    std::vector<std::string> ids_;
};

void compare_world(std::uint64_t seed) {
    TempStore store;
    auto engine = store.open();
    RandomWorld world(seed);
    must(engine->write_schema({world.schema(), {}}));
    std::vector<Zookie> zookies;
    for (int round = 0; round < 3; ++round) {
        WriteRequest request;
        std::map<std::string, bool> used;
        for (int i = 0; i < 15; ++i) {
            auto tuple = world.tuple();
            if (!used.emplace(to_string(tuple), true).second)
                continue;
            auto kind = world.below(4) == 0 ? UpdateKind::Delete : UpdateKind::Touch;
            request.updates.push_back({kind, tuple});
        }
        zookies.push_back(must(engine->write(std::move(request))).written_at);
    }
    for (const auto& consistency :
         {Consistency::newest(), Consistency::exact_snapshot(zookies[0])}) {
        Comparison comparison(*engine, consistency, seed);
        for (const auto& permission : kComputed) {
            comparison.run({{"user", ""}, ""}, "aaa", permission);
            comparison.run({{"bbb", ""}, "one"}, "aaa", permission);
            comparison.run({{"aaa", ""}, ""}, "bbb", permission);
        }
    }
    CHECK(must(engine->verify()).empty());
}

} // namespace

TEST_SUITE("graph/agreement") {
    // Each of these once found a no that rested on an open node, and that was taken for final when
    // a component above that node was complete.
    TEST_CASE("a no that an unrelated component closed over stays tentative") {
        for (std::uint64_t seed : {84, 228, 638, 1381, 1767, 1869, 2085})
            compare_world(seed);
    }

    TEST_CASE("checks, explanations and lookups agree on random worlds") {
        for (std::uint64_t seed = 1; seed <= 60; ++seed)
            compare_world(seed);
    }
}
