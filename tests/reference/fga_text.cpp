// A SchemaModel in OpenFGA's language: one operator a level, everything else in parentheses.
#include <set>

#include "reference/conditions.h"
#include "reference/schema_model.h"

namespace pemba::reference {
namespace {

std::string to_fga(const SubjectKind& kind) {
    std::string text = kind.namespace_name;
    text += kind.wildcard ? ":*" : kind.relation.empty() ? "" : "#" + kind.relation;
    return kind.condition.empty() ? text : text + " with " + kind.condition;
}

std::string types_of(const RelationModel& relation) {
    std::string text;
    for (const SubjectKind& kind : relation.subjects)
        text += (text.empty() ? "[" : ", ") + to_fga(kind);
    return text + "]";
}

std::string to_fga(const RelationModel& relation, const Expression& expression);

std::string joined(const RelationModel& relation, const Expression& expression,
                   const char* between) {
    std::string text;
    for (const Expression& operand : expression.operands) {
        std::string inner = to_fga(relation, operand);
        text += text.empty() ? "" : between;
        text += operand.operands.empty() ? inner : "(" + inner + ")";
    }
    return text;
}

std::string to_fga(const RelationModel& relation, const Expression& expression) {
    switch (expression.operation) {
    case Operation::This: return types_of(relation);
    case Operation::Computed: return expression.relation;
    case Operation::ArrowAny: return expression.relation + " from " + expression.tupleset;
    case Operation::Union: return joined(relation, expression, " or ");
    case Operation::Intersection: return joined(relation, expression, " and ");
    case Operation::Exclusion: return joined(relation, expression, " but not ");
    case Operation::ArrowAll:
    case Operation::Nil: break; // not of this language
    }
    return "";
}

} // namespace

std::string to_fga(const SchemaModel& schema) {
    std::string text = "model\n  schema 1.1\n";
    std::set<std::string> conditions;
    for (const NamespaceModel& space : schema.namespaces) {
        text += "type " + space.name + "\n";
        text += space.relations.empty() ? "" : "  relations\n";
        for (const RelationModel& relation : space.relations) {
            text +=
                "    define " + relation.name + ": " + to_fga(relation, relation.expression) + "\n";
            for (const SubjectKind& kind : relation.subjects)
                if (!kind.condition.empty())
                    conditions.insert(kind.condition);
        }
    }
    for (const std::string& condition : conditions)
        text += condition_to_fga(condition) + "\n";
    return text;
}

} // namespace pemba::reference
