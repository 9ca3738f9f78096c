// Generator: schemas first get their relations' names, then what each is.
#include "reference/generator.h"

#include <algorithm>

namespace pemba::reference {
namespace {

constexpr std::size_t kIds = 3;

std::string id_of(std::size_t index) {
    return std::string(1, static_cast<char>('a' + index));
}

// The one relation of a namespace that takes a wildcard; no userset may name it.
const std::string kOpenRelation = "open";

const RelationModel* relation_of(const SchemaModel& schema, const SubjectKind& kind) {
    return kind.relation.empty() ? nullptr : schema.find(kind.namespace_name, kind.relation);
}

bool has_wildcard(const RelationModel& relation) {
    return std::ranges::any_of(relation.subjects, &SubjectKind::wildcard);
}

// An arrow's tupleset must not hold a wildcard, nor a userset whose members might be one.
bool can_be_tupleset(const SchemaModel& schema, const RelationModel& relation) {
    if (!relation.stored || has_wildcard(relation))
        return false;
    return std::ranges::all_of(relation.subjects, [&](const SubjectKind& kind) {
        const RelationModel* members = relation_of(schema, kind);
        return members == nullptr || (members->stored && !has_wildcard(*members));
    });
}

} // namespace

std::size_t Generator::pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
}

bool Generator::chance(double probability) {
    return std::bernoulli_distribution(probability)(random_);
}

SchemaModel Generator::schema() {
    SchemaModel schema;
    only_unions_ = chance(0.3);
    std::size_t namespaces = 2 + pick(4);
    for (std::size_t n = 0; n < namespaces; ++n) {
        NamespaceModel space{"space" + std::to_string(n), {}};
        std::size_t relations = n == 0 ? pick(2) : 1 + pick(3);
        for (std::size_t r = 0; r < relations; ++r)
            space.relations.push_back({"rel" + std::to_string(r), true, {}, {}});
        if (n > 0 && chance(0.5))
            space.relations.push_back({kOpenRelation, true, {}, {}});
        std::size_t permissions = n == 0 ? pick(2) : pick(4);
        for (std::size_t p = 0; p < permissions; ++p)
            space.relations.push_back({"perm" + std::to_string(p), false, {}, {}});
        schema.namespaces.push_back(std::move(space));
    }
    for (NamespaceModel& space : schema.namespaces)
        for (RelationModel& relation : space.relations)
            if (relation.stored)
                relation.subjects = subject_kinds(schema, space, relation.name == kOpenRelation);
    for (std::size_t n = 0; n < schema.namespaces.size(); ++n)
        for (std::size_t r = 0; r < schema.namespaces[n].relations.size(); ++r)
            if (!schema.namespaces[n].relations[r].stored) {
                auto made = expression(schema, n, r, 2);
                schema.namespaces[n].relations[r].expression = std::move(made);
            }
    return schema;
}

std::vector<SubjectKind> Generator::subject_kinds(const SchemaModel& schema,
                                                  const NamespaceModel& space, bool open) {
    std::vector<SubjectKind> kinds;
    if (open)
        kinds.push_back({schema.namespaces[pick(schema.namespaces.size())].name, "", true});
    std::size_t count = 1 + pick(3);
    for (std::size_t i = 0; i < count; ++i)
        kinds.push_back(subject_kind(schema, space));
    std::vector<SubjectKind> distinct;
    for (SubjectKind& kind : kinds) {
        // The same type plain and with traits, or the one or the other.
        if (chance(0.2))
            distinct.push_back(kind);
        if (chance(0.35))
            kind.condition =
                *std::next(condition_names().begin(),
                           static_cast<std::ptrdiff_t>(pick(condition_names().size())));
        kind.expiration = chance(0.2);
        distinct.push_back(kind);
    }
    kinds.clear();
    for (const SubjectKind& kind : distinct)
        if (std::ranges::find(kinds, kind) == kinds.end())
            kinds.push_back(kind);
    return kinds;
}

SubjectKind Generator::subject_kind(const SchemaModel& schema, const NamespaceModel& space) {
    bool own = chance(0.3);
    const NamespaceModel& other =
        own ? space : schema.namespaces[chance(0.4) ? 0 : pick(schema.namespaces.size())];
    SubjectKind kind{other.name, "", false};
    if (!other.relations.empty() && chance(0.5)) {
        const RelationModel& members = other.relations[pick(other.relations.size())];
        if (members.name != kOpenRelation)
            kind.relation = members.name;
    }
    return kind;
}

Expression Generator::operand(const SchemaModel& schema, std::size_t space,
                              std::size_t permission) {
    const NamespaceModel& own = schema.namespaces[space];
    if (chance(0.04))
        return {};
    if (chance(0.4)) {
        Expression made = arrow(schema, own);
        if (made.operation != Operation::Nil)
            return made;
    }
    // Mostly what was declared before; now and then itself or a later one, so that it recurses.
    std::size_t choices = permission == 0 || chance(0.08) ? own.relations.size() : permission;
    return {Operation::Computed, "", own.relations[pick(choices)].name, {}};
}

Expression Generator::arrow(const SchemaModel& schema, const NamespaceModel& space) {
    std::vector<const RelationModel*> tuplesets;
    for (const RelationModel& relation : space.relations)
        if (can_be_tupleset(schema, relation))
            tuplesets.push_back(&relation);
    if (tuplesets.empty())
        return {};
    const RelationModel& tupleset = *tuplesets[pick(tuplesets.size())];
    const SubjectKind& kind = tupleset.subjects[pick(tupleset.subjects.size())];
    const NamespaceModel& target = *schema.find(kind.namespace_name);
    if (target.relations.empty())
        return {};
    auto operation = !only_unions_ && chance(0.3) ? Operation::ArrowAll : Operation::ArrowAny;
    return {operation, tupleset.name, target.relations[pick(target.relations.size())].name, {}};
}

std::pair<Expression, std::size_t> Generator::some_operator() {
    Expression made;
    std::size_t kind = only_unions_ ? 0 : pick(5);
    made.operation = kind < 2   ? Operation::Union
                     : kind < 3 ? Operation::Intersection
                                : Operation::Exclusion;
    std::size_t operands = made.operation == Operation::Exclusion ? 2 : 2 + pick(2);
    return {std::move(made), operands};
}

Expression Generator::expression(const SchemaModel& schema, std::size_t space,
                                 std::size_t permission, int depth) {
    if (depth == 0 || chance(0.25))
        return operand(schema, space, permission);
    auto [made, operands] = some_operator();
    for (std::size_t i = 0; i < operands; ++i)
        made.operands.push_back(expression(schema, space, permission, depth - 1));
    return made;
}

std::set<Object> Generator::objects(const SchemaModel& schema) {
    std::set<Object> objects;
    for (const NamespaceModel& space : schema.namespaces)
        for (std::size_t i = 0; i < kIds; ++i)
            objects.insert({space.name, id_of(i)});
    return objects;
}

std::string Generator::id() {
    return id_of(pick(kIds));
}

Tuples Generator::tuples(const SchemaModel& schema, std::size_t most, Timestamp now) {
    std::vector<std::pair<const NamespaceModel*, const RelationModel*>> stored;
    for (const NamespaceModel& space : schema.namespaces)
        for (const RelationModel& relation : space.relations)
            if (relation.stored)
                stored.emplace_back(&space, &relation);
    Tuples tuples;
    std::size_t count = stored.empty() ? 0 : pick(most + 1);
    for (std::size_t i = 0; i < count; ++i) {
        auto [space, relation] = stored[pick(stored.size())];
        auto made = tuple(*space, *relation, now);
        // OpenFGA's dialect does not take one that says what is so anyway.
        bool states_identity = made.subject == Subject{made.object, made.relation};
        if (schema.dialect != Dialect::Fga || !states_identity)
            tuples.insert(std::move(made));
    }
    return tuples;
}

RelationTuple Generator::tuple(const NamespaceModel& space, const RelationModel& relation,
                               Timestamp now) {
    const SubjectKind& kind = relation.subjects[pick(relation.subjects.size())];
    Object subject{kind.namespace_name, kind.wildcard ? "*" : id()};
    RelationTuple tuple{{space.name, id()}, relation.name, {subject, kind.relation}};
    if (!kind.condition.empty())
        tuple.condition = {kind.condition, to_json(values(parameters_of(kind.condition), 0.4))};
    if (kind.expiration)
        tuple.expires_at = now + std::chrono::seconds(pick(40)) - std::chrono::seconds(10);
    return tuple;
}

Values Generator::values(const std::set<std::string>& parameters, double probability) {
    Values values;
    for (const std::string& parameter : parameters)
        if (chance(probability))
            values[parameter] = static_cast<std::int64_t>(pick(is_bool(parameter) ? 2 : 4));
    return values;
}

Subject Generator::subject(const SchemaModel& schema) {
    const NamespaceModel& space = schema.namespaces[pick(schema.namespaces.size())];
    Subject subject{{space.name, chance(0.05) ? kNeverMentioned : id()}, ""};
    if (!space.relations.empty() && chance(0.3))
        subject.relation = space.relations[pick(space.relations.size())].name;
    return subject;
}

Userset Generator::userset(const SchemaModel& schema) {
    std::vector<Userset> usersets;
    for (const NamespaceModel& space : schema.namespaces)
        for (const RelationModel& relation : space.relations)
            usersets.push_back({{space.name, ""}, relation.name});
    Userset userset = usersets[pick(usersets.size())];
    userset.object.id = chance(0.03) ? kNeverMentioned : id();
    return userset;
}

Question Generator::question(const SchemaModel& schema) {
    Question question{Question::Kind::Check, userset(schema), subject(schema), {}};
    std::size_t kind = pick(20);
    if (kind < 3) {
        question.kind = Question::Kind::LookupObjects;
        question.page = chance(0.5) ? 1 + pick(3) : 0;
        question.userset.object.id.clear();
    } else if (kind < 6) {
        question.kind = Question::Kind::LookupSubjects;
        question.type = {question.subject.object.namespace_name, question.subject.relation, false};
    } else if (kind < 7) {
        question.kind = Question::Kind::Expand;
    }
    return question;
}

} // namespace pemba::reference
