// Evaluator: atoms from a world, and their well-founded model by alternating fixed points.
#include "reference/evaluator.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace pemba::reference {
namespace {

bool is_undecided(const Judgement& judgement) {
    return judgement.kind == Judgement::Kind::Missing || judgement.kind == Judgement::Kind::Failed;
}

// A wildcard covers plain objects, not usersets.
bool covers(const Subject& named, const Subject& subject) {
    return named == subject || (named.is_wildcard() && !subject.is_userset() &&
                                named.object.namespace_name == subject.object.namespace_name);
}

} // namespace

Evaluator::Evaluator(const World& world, Circumstances circumstances)
    : world_(world), circumstances_(std::move(circumstances)) {
    for (const NamespaceModel& space : world_.schema.namespaces)
        ids_[space.name].insert(kNeverMentioned);
    for (const RelationTuple& tuple : world_.premises)
        add_tuple(tuple);
    for (const RelationTuple& tuple : world_.tuples)
        if (!world_.premises.contains(tuple))
            add_tuple(tuple);
    for (const Object& object : world_.objects)
        mention(object);
    // First every object's relation gets its atom, then each is defined by the others.
    for (const NamespaceModel& space : world_.schema.namespaces)
        for (const std::string& id : ids_[space.name])
            for (const RelationModel& relation : space.relations) {
                Userset userset{{space.name, id}, relation.name};
                atom_of_[userset] = make(Kind::Any);
                atoms_.back().userset = userset;
            }
    for (const auto& [userset, atom] : atom_of_) {
        const RelationModel* relation =
            world_.schema.find(userset.object.namespace_name, userset.relation);
        if (relation->stored && world_.schema.dialect == Dialect::Zed) {
            define_stored(atom, userset);
        } else {
            auto expression = define(userset, relation->expression);
            atoms_[atom].children.push_back(expression);
        }
    }
}

// In OpenFGA's dialect there may be tuples that the schema does not allow; they count for nothing.
void Evaluator::add_tuple(const RelationTuple& tuple) {
    mention(tuple.object);
    mention(tuple.subject.object);
    bool is_stale = world_.schema.dialect == Dialect::Fga && !world_.schema.allows(tuple);
    if (is_stale || (tuple.expires_at && *tuple.expires_at <= circumstances_.now))
        return;
    subjects_[{tuple.object, tuple.relation}].push_back({tuple.subject, judge(tuple)});
}

void Evaluator::mention(const Object& object) {
    if (object.id != "*")
        ids_[object.namespace_name].insert(object.id);
}

const std::set<std::string>& Evaluator::ids(const std::string& namespace_name) const {
    return ids_.at(namespace_name);
}

std::uint32_t Evaluator::make(Kind kind) {
    atoms_.push_back({kind});
    return static_cast<std::uint32_t>(atoms_.size() - 1);
}

std::optional<std::uint32_t> Evaluator::find(const Object& object,
                                             const std::string& relation) const {
    auto found = atom_of_.find({object, relation});
    return found == atom_of_.end() ? std::nullopt : std::optional(found->second);
}

// A stored relation holds for whom a tuple names, and for whoever is in a userset that a tuple
// names.
void Evaluator::define_stored(std::uint32_t atom, const Userset& userset) {
    for (const Named& named : subjects_[{userset.object, userset.relation}]) {
        atoms_[atom].direct.push_back(named);
        if (!named.subject.is_userset())
            continue;
        if (auto member = find(named.subject.object, named.subject.relation)) {
            auto child = guarded(named.judgement, *member);
            atoms_[atom].children.push_back(child);
        }
    }
}

// A tuple's own values count before the question's.
Judgement Evaluator::judge(const RelationTuple& tuple) const {
    if (!tuple.condition || circumstances_.ignore_conditions)
        return {Judgement::Kind::True};
    Values values = read_values(tuple.condition->context);
    for (const auto& [name, value] : circumstances_.values)
        values.emplace(name, value);
    const auto& parameters = parameters_of(tuple.condition->name);
    bool has_all = std::ranges::all_of(
        parameters, [&](const std::string& name) { return values.contains(name); });
    if (world_.schema.dialect == Dialect::Fga && !has_all)
        return {Judgement::Kind::Failed};
    return judge_condition(tuple.condition->name, values);
}

std::uint32_t Evaluator::guarded(const Judgement& judgement, std::uint32_t child) {
    if (judgement.kind == Judgement::Kind::True)
        return child;
    if (judgement.kind == Judgement::Kind::False)
        return make(Kind::Any);
    auto guard = make(Kind::Guard);
    atoms_[guard].judgement = judgement;
    auto both = make(Kind::All);
    atoms_[both].children = {guard, child};
    return both;
}

std::uint32_t Evaluator::define(const Userset& userset, const Expression& expression) {
    const Object& object = userset.object;
    switch (expression.operation) {
    case Operation::This: {
        auto atom = make(Kind::Any);
        define_stored(atom, userset);
        return atom;
    }
    case Operation::Nil: return make(Kind::Any);
    case Operation::Computed: return *find(object, expression.relation);
    case Operation::ArrowAny:
    case Operation::ArrowAll: return define_arrow(object, expression);
    case Operation::Union:
    case Operation::Intersection:
    case Operation::Exclusion: break;
    }
    auto kind = expression.operation == Operation::Union          ? Kind::Any
                : expression.operation == Operation::Intersection ? Kind::All
                                                                  : Kind::Difference;
    std::vector<std::uint32_t> children;
    for (const Expression& operand : expression.operands)
        children.push_back(define(userset, operand));
    auto atom = make(kind);
    atoms_[atom].children = std::move(children);
    return atom;
}

// Over the objects of the tupleset's subjects, whatever their relation; wildcards never.
std::uint32_t Evaluator::define_arrow(const Object& object, const Expression& expression) {
    bool all = expression.operation == Operation::ArrowAll;
    auto nothing = make(Kind::Any);
    std::vector<std::uint32_t> children;
    for (const auto& [subject, judgement] : subjects_[{object, expression.tupleset}]) {
        if (subject.is_wildcard())
            continue;
        auto child = find(subject.object, expression.relation);
        if (child || all)
            children.push_back(guarded(judgement, child.value_or(nothing)));
    }
    if (children.empty())
        return nothing;
    auto atom = make(all ? Kind::All : Kind::Any);
    atoms_[atom].children = std::move(children);
    return atom;
}

Truth Evaluator::value(const Userset& userset, const Subject& subject) {
    assert(!subject.is_wildcard());
    auto atom = find(userset.object, userset.relation);
    if (!atom)
        throw std::invalid_argument("no such userset in this world: " + to_string(userset));
    Truth truth = truths(subject)[*atom];
    if (truth != Truth::Undefined)
        return truth;
    for (const Judgement& judgement : undecided_below(*atom, subject)) {
        if (judgement.kind == Judgement::Kind::Failed)
            return Truth::Failed;
        truth = Truth::Conditional;
    }
    bool is_no = truth == Truth::Undefined && world_.schema.dialect == Dialect::Fga &&
                 !circumstances_.ignore_conditions;
    return is_no ? Truth::False : truth;
}

std::set<std::string> Evaluator::missing(const Userset& userset, const Subject& subject) {
    std::set<std::string> names;
    for (const Judgement& judgement :
         undecided_below(*find(userset.object, userset.relation), subject))
        names.insert(judgement.missing.begin(), judgement.missing.end());
    return names;
}

const std::vector<Truth>& Evaluator::truths(const Subject& subject) {
    auto known = known_.find(subject);
    if (known == known_.end())
        known = known_.emplace(subject, well_founded(subject)).first;
    return known->second;
}

// The undecided conditions that an undefined atom is made up of.
std::vector<Judgement> Evaluator::undecided_below(std::uint32_t atom, const Subject& subject) {
    const auto& all = truths(subject);
    std::vector<Judgement> found;
    std::set<std::uint32_t> seen{atom};
    std::vector<std::uint32_t> open{atom};
    while (!open.empty()) {
        const Atom& next = atoms_[open.back()];
        open.pop_back();
        if (next.kind == Kind::Guard)
            found.push_back(next.judgement);
        for (const Named& named : next.direct)
            if (covers(named.subject, subject) && is_undecided(named.judgement))
                found.push_back(named.judgement);
        for (std::uint32_t child : next.children)
            if (all[child] == Truth::Undefined && seen.insert(child).second)
                open.push_back(child);
    }
    return found;
}

Evaluator::Given Evaluator::given(const Subject& subject) const {
    Given given{Truths(atoms_.size(), 0), Truths(atoms_.size(), 0)};
    for (std::size_t i = 0; i < atoms_.size(); ++i) {
        const Atom& atom = atoms_[i];
        if (atom.userset && Subject{atom.userset->object, atom.userset->relation} == subject)
            given.surely[i] = given.at_most[i] = 1;
        if (atom.kind == Kind::Guard)
            given.at_most[i] = 1;
        for (const Named& named : atom.direct) {
            if (!covers(named.subject, subject))
                continue;
            given.surely[i] |= named.judgement.kind == Judgement::Kind::True ? 1 : 0;
            given.at_most[i] |= named.judgement.kind != Judgement::Kind::False ? 1 : 0;
        }
    }
    return given;
}

// Whoever must be in and whoever may be in, each from the other until neither changes.
std::vector<Truth> Evaluator::well_founded(const Subject& subject) const {
    auto [surely, at_most] = given(subject);
    Truths must(atoms_.size(), 0);
    Truths may = least(at_most, must);
    while (true) {
        Truths next = least(surely, may);
        if (next == must)
            break;
        must = std::move(next);
        may = least(at_most, must);
    }
    std::vector<Truth> truths;
    for (std::size_t i = 0; i < atoms_.size(); ++i)
        truths.push_back(must[i] != 0  ? Truth::True
                         : may[i] != 0 ? Truth::Undefined
                                       : Truth::False);
    return truths;
}

// The least fixed point, with what is subtracted taken from another interpretation.
Evaluator::Truths Evaluator::least(const Truths& given, const Truths& subtracted) const {
    Truths found = given;
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < atoms_.size(); ++i)
            if (found[i] == 0 && holds(atoms_[i], found, subtracted))
                found[i] = changed = true;
    }
    return found;
}

bool Evaluator::holds(const Atom& atom, const Truths& found, const Truths& subtracted) const {
    auto is_found = [&](std::uint32_t child) { return found[child] != 0; };
    switch (atom.kind) {
    case Kind::Any: return std::ranges::any_of(atom.children, is_found);
    case Kind::All: return std::ranges::all_of(atom.children, is_found);
    case Kind::Guard: return false; // given or not
    case Kind::Difference: return found[atom.children[0]] != 0 && subtracted[atom.children[1]] == 0;
    }
    return false;
}

} // namespace pemba::reference
