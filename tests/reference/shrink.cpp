// shrink(): one thing less at a time, in stores made for the purpose.
#include "reference/shrink.h"

#include <functional>

#include "reference/subject_engine.h"
#include "support/temp_store.h"

namespace pemba::reference {
namespace {

class Shrinker {
public:
    Shrinker(World world, const Occasion& occasion)
        : world_(std::move(world)), occasion_(occasion) {}

    World run() {
        while (drop_a_tuple() || drop_a_relation() || drop_a_subject_kind() || drop_an_operand())
            ;
        return world_;
    }

private:
    bool keeps(const World& smaller) {
        if (!reproduce(smaller, occasion_))
            return false;
        world_ = smaller;
        return true;
    }

    bool drop_a_tuple() {
        for (const RelationTuple& tuple : Tuples(world_.tuples)) {
            World smaller = world_;
            smaller.tuples.erase(tuple);
            if (keeps(smaller))
                return true;
        }
        return false;
    }

    // Calls visit with each relation of a copy of the world; ends when a change is kept.
    bool try_each_relation(const std::function<bool(World&, NamespaceModel&, std::size_t)>& visit) {
        for (std::size_t n = 0; n < world_.schema.namespaces.size(); ++n)
            for (std::size_t r = 0; r < world_.schema.namespaces[n].relations.size(); ++r) {
                World copy = world_;
                if (visit(copy, copy.schema.namespaces[n], r))
                    return true;
            }
        return false;
    }

    bool drop_a_relation() {
        return try_each_relation([&](World& world, NamespaceModel& space, std::size_t relation) {
            space.relations.erase(space.relations.begin() + static_cast<std::ptrdiff_t>(relation));
            return keeps(world);
        });
    }

    bool drop_a_subject_kind() {
        return try_each_relation([&](World& world, NamespaceModel& space, std::size_t relation) {
            auto& kinds = space.relations[relation].subjects;
            for (std::size_t i = 0; kinds.size() > 1 && i < kinds.size(); ++i) {
                auto all = kinds;
                kinds.erase(kinds.begin() + static_cast<std::ptrdiff_t>(i));
                if (keeps(world))
                    return true;
                kinds = all;
            }
            return false;
        });
    }

    bool drop_an_operand() {
        return try_each_relation([&](World& world, NamespaceModel& space, std::size_t relation) {
            return simplify(world, space.relations[relation].expression);
        });
    }

    // Puts one of its operands in an expression's place, here or further down.
    bool simplify(World& world, Expression& expression) {
        for (const Expression& operand : std::vector(expression.operands)) {
            Expression whole = expression;
            expression = operand;
            if (keeps(world))
                return true;
            expression = std::move(whole);
        }
        for (Expression& operand : expression.operands)
            if (simplify(world, operand))
                return true;
        return false;
    }

    World world_;
    const Occasion& occasion_;
};

// Whether all that the question names is still there.
bool can_ask(const SchemaModel& schema, const Question& question) {
    auto has = [&](const std::string& space, const std::string& relation) {
        return relation.empty() ? schema.find(space) != nullptr
                                : schema.find(space, relation) != nullptr;
    };
    bool subject = question.kind == Question::Kind::Expand ||
                   question.kind == Question::Kind::LookupSubjects ||
                   has(question.subject.object.namespace_name, question.subject.relation);
    bool type = question.kind != Question::Kind::LookupSubjects ||
                has(question.type.namespace_name, question.type.relation);
    return subject && type &&
           has(question.userset.object.namespace_name, question.userset.relation);
}

} // namespace

std::optional<Difference> reproduce(const World& world, const Occasion& occasion) {
    if (!can_ask(world.schema, occasion.question))
        return std::nullopt;
    auto schema = compiled(world.schema);
    if (!schema)
        return std::nullopt;
    testing::TempStore store;
    Options options = store.options();
    options.clock = [now = occasion.now] { return now; };
    options.expiry_interval = {};
    auto engine = testing::must(Engine::open(options));
    if (!load(*engine, world, *schema))
        return std::nullopt;
    try {
        Referee referee(world);
        referee.set_clock(occasion.now);
        return judge(*engine, referee, occasion.question, occasion.completion,
                     Consistency::newest());
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

World shrink(World world, const Occasion& occasion) {
    return Shrinker(std::move(world), occasion).run();
}

std::string describe(const World& world, const Difference& difference) {
    std::string text = "schema\n" + text_of(world.schema) + "tuples\n";
    for (const RelationTuple& tuple : world.tuples)
        text += to_string(tuple) + "\n";
    text += world.premises.empty() ? "" : "premises\n";
    for (const RelationTuple& tuple : world.premises)
        text += to_string(tuple) + "\n";
    return text + "question\n" + to_string(difference.question) + "\n  the engine says " +
           difference.engine + "\n  the reference says " + difference.reference + "\n";
}

} // namespace pemba::reference
