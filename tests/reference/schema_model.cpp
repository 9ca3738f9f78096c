// SchemaModel's text form and look-ups.
#include "reference/schema_model.h"

#include <algorithm>
#include <set>

#include "reference/conditions.h"

namespace pemba::reference {
namespace {

std::string to_zed(const SubjectKind& kind) {
    std::string text = kind.namespace_name;
    text += kind.wildcard ? ":*" : kind.relation.empty() ? "" : "#" + kind.relation;
    if (kind.condition.empty())
        return text + (kind.expiration ? " with expiration" : "");
    return text + " with " + kind.condition + (kind.expiration ? " and expiration" : "");
}

std::string to_zed(const Expression& expression);

int tightness(Operation operation) {
    switch (operation) {
    case Operation::Exclusion: return 1;
    case Operation::Intersection: return 2;
    case Operation::Union: return 3;
    default: return 4;
    }
}

// All operators go to the left, which matters to exclusions only.
bool needs_parentheses(const Expression& operand, Operation around, bool first) {
    int inner = tightness(operand.operation), outer = tightness(around);
    return inner < outer || (inner == outer && around == Operation::Exclusion && !first);
}

std::string joined(const Expression& expression, const char* between) {
    std::string text;
    for (const Expression& operand : expression.operands) {
        bool inside = needs_parentheses(operand, expression.operation, text.empty());
        text += text.empty() ? "" : between;
        text += inside ? "(" + to_zed(operand) + ")" : to_zed(operand);
    }
    return text;
}

std::string to_zed(const Expression& expression) {
    switch (expression.operation) {
    case Operation::This: // of OpenFGA's language only
    case Operation::Nil: return "nil";
    case Operation::Computed: return expression.relation;
    case Operation::ArrowAny: return expression.tupleset + "->" + expression.relation;
    case Operation::ArrowAll: return expression.tupleset + ".all(" + expression.relation + ")";
    case Operation::Union: return joined(expression, " + ");
    case Operation::Intersection: return joined(expression, " & ");
    case Operation::Exclusion: return joined(expression, " - ");
    }
    return "";
}

std::string to_zed(const RelationModel& relation) {
    if (!relation.stored)
        return "\tpermission " + relation.name + " = " + to_zed(relation.expression) + "\n";
    std::string types;
    for (const SubjectKind& kind : relation.subjects)
        types += (types.empty() ? "" : " | ") + to_zed(kind);
    return "\trelation " + relation.name + ": " + types + "\n";
}

} // namespace

const RelationModel* NamespaceModel::find(std::string_view relation) const {
    auto found = std::ranges::find(relations, relation, &RelationModel::name);
    return found == relations.end() ? nullptr : &*found;
}

const NamespaceModel* SchemaModel::find(std::string_view name) const {
    auto found = std::ranges::find(namespaces, name, &NamespaceModel::name);
    return found == namespaces.end() ? nullptr : &*found;
}

const RelationModel* SchemaModel::find(std::string_view name, std::string_view relation) const {
    const NamespaceModel* space = find(name);
    return space == nullptr ? nullptr : space->find(relation);
}

std::string to_zed(const SchemaModel& schema) {
    std::set<std::string> conditions;
    bool expiration = false;
    for (const NamespaceModel& space : schema.namespaces)
        for (const RelationModel& relation : space.relations)
            for (const SubjectKind& kind : relation.subjects) {
                if (!kind.condition.empty())
                    conditions.insert(kind.condition);
                expiration = expiration || kind.expiration;
            }
    std::string text = expiration ? "use expiration\n" : "";
    for (const std::string& condition : conditions)
        text += to_zed(condition) + "\n";
    for (const NamespaceModel& space : schema.namespaces) {
        text += "definition " + space.name + " {\n";
        for (const RelationModel& relation : space.relations)
            text += to_zed(relation);
        text += "}\n";
    }
    return text;
}

bool SchemaModel::allows(const RelationTuple& tuple) const {
    const RelationModel* relation = find(tuple.object.namespace_name, tuple.relation);
    return relation != nullptr && relation->stored &&
           std::ranges::any_of(relation->subjects, [&](const SubjectKind& kind) {
               return kind.namespace_name == tuple.subject.object.namespace_name &&
                      kind.relation == tuple.subject.relation &&
                      kind.wildcard == tuple.subject.is_wildcard() &&
                      kind.condition == (tuple.condition ? tuple.condition->name : "");
           });
}

std::string text_of(const SchemaModel& schema) {
    return schema.dialect == Dialect::Fga ? to_fga(schema) : to_zed(schema);
}

} // namespace pemba::reference
