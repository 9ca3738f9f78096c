// Spreading wildcards from the relations that list them to those that include these.
#include "sema/wildcards.h"

#include <vector>

namespace pemba::schema::sema {

Wildcards::Wildcards(const ir::Schema& schema, const Symbols& symbols) {
    std::unordered_map<const ir::Relation*, std::vector<const ir::Relation*>> includers;
    std::vector<const ir::Relation*> todo;
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            for (const ir::SubjectType& type : relation.subject_types) {
                if (type.wildcard && held_.try_emplace(&relation, &type).second)
                    todo.push_back(&relation);
                const auto* other = symbols.find(type.namespace_name.text);
                const auto* included = other ? other->find(type.relation.text) : nullptr;
                if (included != nullptr && schema.dialect == Dialect::Zed)
                    includers[included].push_back(&relation);
            }
    while (!todo.empty()) {
        const ir::Relation* relation = todo.back();
        todo.pop_back();
        const auto found = includers.find(relation);
        if (found == includers.end())
            continue;
        for (const ir::Relation* includer : found->second)
            if (held_.try_emplace(includer, held_.at(relation)).second)
                todo.push_back(includer);
    }
}

const ir::SubjectType* Wildcards::find(const ir::Relation& relation) const {
    const auto found = held_.find(&relation);
    return found == held_.end() ? nullptr : found->second;
}

} // namespace pemba::schema::sema
