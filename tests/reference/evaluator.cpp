// Evaluator: atoms from a world, and their well-founded model by alternating fixed points.
#include "reference/evaluator.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace pemba::reference {

Evaluator::Evaluator(const World& world) : world_(world) {
    for (const NamespaceModel& space : world_.schema.namespaces)
        ids_[space.name].insert(kNeverMentioned);
    for (const RelationTuple& tuple : world_.tuples) {
        mention(tuple.object);
        mention(tuple.subject.object);
        subjects_[{tuple.object, tuple.relation}].push_back(tuple.subject);
    }
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
        if (relation->stored) {
            define_stored(atom);
        } else {
            auto expression = define(userset.object, relation->expression);
            atoms_[atom].children.push_back(expression);
        }
    }
}

void Evaluator::mention(const Object& object) {
    if (object.id != "*")
        ids_[object.namespace_name].insert(object.id);
}

const std::set<std::string>& Evaluator::ids(const std::string& namespace_name) const {
    return ids_.at(namespace_name);
}

std::uint32_t Evaluator::make(Kind kind) {
    atoms_.push_back({kind, {}, {}, {}});
    return static_cast<std::uint32_t>(atoms_.size() - 1);
}

std::optional<std::uint32_t> Evaluator::find(const Object& object,
                                             const std::string& relation) const {
    auto found = atom_of_.find({object, relation});
    return found == atom_of_.end() ? std::nullopt : std::optional(found->second);
}

// A stored relation holds for whom a tuple names, and for whoever is in a userset that a tuple
// names.
void Evaluator::define_stored(std::uint32_t atom) {
    const Userset userset = *atoms_[atom].userset;
    for (const Subject& subject : subjects_[{userset.object, userset.relation}]) {
        atoms_[atom].direct.push_back(subject);
        if (!subject.is_userset())
            continue;
        if (auto member = find(subject.object, subject.relation))
            atoms_[atom].children.push_back(*member);
    }
}

std::uint32_t Evaluator::define(const Object& object, const Expression& expression) {
    switch (expression.operation) {
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
        children.push_back(define(object, operand));
    auto atom = make(kind);
    atoms_[atom].children = std::move(children);
    return atom;
}

// Over the objects of the tupleset's subjects, whatever their relation; wildcards never.
std::uint32_t Evaluator::define_arrow(const Object& object, const Expression& expression) {
    bool all = expression.operation == Operation::ArrowAll;
    auto nothing = make(Kind::Any);
    std::vector<std::uint32_t> children;
    for (const Subject& subject : subjects_[{object, expression.tupleset}]) {
        if (subject.is_wildcard())
            continue;
        auto child = find(subject.object, expression.relation);
        if (child || all)
            children.push_back(child.value_or(nothing));
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
    auto known = known_.find(subject);
    if (known == known_.end())
        known = known_.emplace(subject, well_founded(subject)).first;
    return known->second[*atom];
}

// Whoever must be in and whoever may be in, each from the other until neither changes.
std::vector<Truth> Evaluator::well_founded(const Subject& subject) const {
    Truths given(atoms_.size(), 0);
    for (std::size_t i = 0; i < atoms_.size(); ++i) {
        const Atom& atom = atoms_[i];
        bool identity =
            atom.userset && Subject{atom.userset->object, atom.userset->relation} == subject;
        bool named = std::ranges::count(atom.direct, subject) > 0;
        bool covered =
            !subject.is_userset() &&
            std::ranges::count(atom.direct, Subject{{subject.object.namespace_name, "*"}, ""}) > 0;
        given[i] = identity || named || covered;
    }
    Truths must(atoms_.size(), 0);
    Truths may = least(given, must);
    while (true) {
        Truths next = least(given, may);
        if (next == must)
            break;
        must = std::move(next);
        may = least(given, must);
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
    case Kind::Difference: return found[atom.children[0]] != 0 && subtracted[atom.children[1]] == 0;
    }
    return false;
}

} // namespace pemba::reference
