// Random schemas of OpenFGA's language.
#include <algorithm>

#include "reference/generator.h"

namespace pemba::reference {
namespace {

// Relations that arrows go over: nothing but objects may be written to them.
bool is_tupleset(const RelationModel& relation) {
    return relation.name.starts_with("link");
}

} // namespace

SchemaModel Generator::fga_schema() {
    SchemaModel schema;
    schema.dialect = Dialect::Fga;
    std::size_t namespaces = 2 + pick(3);
    for (std::size_t n = 0; n < namespaces; ++n) {
        NamespaceModel space{"space" + std::to_string(n), {}};
        auto add = [&](const std::string& prefix, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i)
                space.relations.push_back({prefix + std::to_string(i), true, {}, {}});
        };
        add("link", n == 0 ? 0 : pick(3));
        add("rel", n == 0 ? pick(2) : 1 + pick(3));
        add("perm", n == 0 ? 0 : pick(3));
        schema.namespaces.push_back(std::move(space));
    }
    // Tuplesets first: arrows look at what they take.
    for (bool tuplesets : {true, false})
        for (std::size_t n = 0; n < schema.namespaces.size(); ++n)
            for (std::size_t r = 0; r < schema.namespaces[n].relations.size(); ++r)
                if (is_tupleset(schema.namespaces[n].relations[r]) == tuplesets)
                    schema.namespaces[n].relations[r] = fga_relation(schema, n, r);
    return schema;
}

RelationModel Generator::fga_relation(const SchemaModel& schema, std::size_t space,
                                      std::size_t relation) {
    RelationModel made = schema.namespaces[space].relations[relation];
    const bool tupleset = is_tupleset(made);
    made.stored = !made.name.starts_with("perm");
    if (!made.stored) {
        made.expression = fga_expression(schema, space, relation, 2);
        return made;
    }
    made.subjects = fga_subjects(schema, tupleset);
    made.expression = {Operation::This, "", "", {}};
    if (tupleset || chance(0.5))
        return made;
    Expression whole;
    std::size_t kind = pick(4);
    whole.operation = kind < 2   ? Operation::Union
                      : kind < 3 ? Operation::Intersection
                                 : Operation::Exclusion;
    whole.operands = {made.expression, fga_expression(schema, space, relation, 1)};
    made.expression = std::move(whole);
    return made;
}

Expression Generator::fga_operand(const SchemaModel& schema, std::size_t space,
                                  std::size_t relation) {
    const NamespaceModel& own = schema.namespaces[space];
    std::vector<const RelationModel*> tuplesets;
    for (const RelationModel& candidate : own.relations)
        if (is_tupleset(candidate))
            tuplesets.push_back(&candidate);
    if (!tuplesets.empty() && chance(0.4)) {
        const RelationModel& tupleset = *tuplesets[pick(tuplesets.size())];
        const SubjectKind& kind = tupleset.subjects[pick(tupleset.subjects.size())];
        const NamespaceModel& target = *schema.find(kind.namespace_name);
        if (!target.relations.empty())
            return {Operation::ArrowAny,
                    tupleset.name,
                    target.relations[pick(target.relations.size())].name,
                    {}};
    }
    // Mostly what was declared before: computed relations must not go round in a circle.
    std::size_t choices = relation == 0 || chance(0.05) ? own.relations.size() : relation;
    return {Operation::Computed, "", own.relations[pick(choices)].name, {}};
}

Expression Generator::fga_expression(const SchemaModel& schema, std::size_t space,
                                     std::size_t relation, int depth) {
    if (depth == 0 || chance(0.4))
        return fga_operand(schema, space, relation);
    auto [made, operands] = some_operator();
    for (std::size_t i = 0; i < operands; ++i)
        made.operands.push_back(fga_expression(schema, space, relation, depth - 1));
    return made;
}

std::vector<SubjectKind> Generator::fga_subjects(const SchemaModel& schema, bool only_objects) {
    std::vector<SubjectKind> kinds;
    std::size_t count = 1 + pick(3);
    for (std::size_t i = 0; i < count; ++i) {
        const NamespaceModel& other =
            schema.namespaces[chance(0.4) ? 0 : pick(schema.namespaces.size())];
        SubjectKind kind{other.name, "", false};
        if (!only_objects && !other.relations.empty() && chance(0.4))
            kind.relation = other.relations[pick(other.relations.size())].name;
        else
            kind.wildcard = !only_objects && chance(0.2);
        if (chance(0.25))
            kind.condition =
                *std::next(condition_names().begin(),
                           static_cast<std::ptrdiff_t>(pick(condition_names().size())));
        if (std::ranges::find(kinds, kind) == kinds.end())
            kinds.push_back(kind);
    }
    return kinds;
}

} // namespace pemba::reference
