// Random worlds: small schemas of every shape, and tuples that meet often.
#pragma once

#include <cstdint>
#include <random>

#include "reference/question.h"

namespace pemba::reference {

/// All of its choices follow from the seed.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    /// Two to five namespaces with stored relations and permissions, all of whose names exist and
    /// whose wildcards stay where the language allows them. Some are refused all the same: a
    /// permission that is nothing but itself.
    [[nodiscard]] SchemaModel schema();
    /// The same in OpenFGA's language, where a relation may have tuples and a rewrite. Many are
    /// refused, since the language demands that somebody can be in every relation.
    [[nodiscard]] SchemaModel fga_schema();
    /// Tuples that the schema allows, with cycles; at most `most`.
    /// They expire around `now`, if they do.
    [[nodiscard]] Tuples tuples(const SchemaModel& schema, std::size_t most, Timestamp now);
    /// Every object that tuples() and question() may name, save kNeverMentioned.
    [[nodiscard]] std::set<Object> objects(const SchemaModel& schema);
    /// Any question that names something of the schema.
    [[nodiscard]] Question question(const SchemaModel& schema);

    /// A value for each of these parameters with the probability.
    [[nodiscard]] Values values(const std::set<std::string>& parameters, double probability);

    /// 0 .. below - 1.
    [[nodiscard]] std::size_t pick(std::size_t below);
    [[nodiscard]] bool chance(double probability);

private:
    RelationModel fga_relation(const SchemaModel& schema, std::size_t space, std::size_t relation);
    Expression fga_expression(const SchemaModel& schema, std::size_t space, std::size_t relation,
                              int depth);
    Expression fga_operand(const SchemaModel& schema, std::size_t space, std::size_t relation);
    std::vector<SubjectKind> fga_subjects(const SchemaModel& schema, bool only_objects);
    std::vector<SubjectKind> subject_kinds(const SchemaModel& schema, const NamespaceModel& space,
                                           bool open);
    /// An operator that has no operands yet, and how many it is to have.
    std::pair<Expression, std::size_t> some_operator();
    Expression expression(const SchemaModel& schema, std::size_t space, std::size_t permission,
                          int depth);
    Expression operand(const SchemaModel& schema, std::size_t space, std::size_t permission);
    Expression arrow(const SchemaModel& schema, const NamespaceModel& space);
    std::string id();
    SubjectKind subject_kind(const SchemaModel& schema, const NamespaceModel& space);
    RelationTuple tuple(const NamespaceModel& space, const RelationModel& relation, Timestamp now);
    Subject subject(const SchemaModel& schema);
    Userset userset(const SchemaModel& schema);

    std::mt19937_64 random_;
    bool only_unions_ = false; ///< the schema being made has no other operator
};

} // namespace pemba::reference
