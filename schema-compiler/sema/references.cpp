// Names looked up.
#include "sema/references.h"

namespace pemba::schema::sema {

std::vector<const ir::Relation*> far_ends(const Symbols& symbols, const ir::Relation& tupleset,
                                          const std::string& relation) {
    std::vector<const ir::Relation*> found;
    for (const ir::SubjectType& type : tupleset.subject_types)
        if (const ir::Relation* end = symbols.find(type.namespace_name.text, relation))
            found.push_back(end);
    return found;
}

std::vector<Reference> references(const Symbols& symbols, const ir::NamespaceConfig& config,
                                  const ir::Relation& relation) {
    std::vector<Reference> found;
    const auto take = [&](const std::string& space, const ir::Name& name) {
        if (const ir::Relation* other = symbols.find(space, name.text))
            found.push_back({other, &name});
    };
    for (const ir::SubjectType& type : relation.subject_types)
        take(type.namespace_name.text, type.relation);
    for (const ir::RewriteNode& node : relation.rewrite) {
        if (node.op == ir::RewriteOp::ComputedUserset)
            take(config.name.text, node.relation);
        if (!ir::is_arrow(node.op))
            continue;
        take(config.name.text, node.tupleset);
        if (const auto* tupleset = symbols.find(config.name.text, node.tupleset.text))
            for (const ir::Relation* end : far_ends(symbols, *tupleset, node.relation.text))
                found.push_back({end, &node.relation});
    }
    return found;
}

} // namespace pemba::schema::sema
