// Relations without a use.
#include <unordered_set>

#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

bool has_permissions(const ir::NamespaceConfig& config) {
    for (const ir::Relation& relation : config.relations)
        if (!relation.stored)
            return true;
    return false;
}

/// Where the names of used relations stand. A partial's member is in use if it is in one of the
/// definitions that it becomes part of.
std::unordered_set<std::uint32_t> used_places(const ir::Schema& schema,
                                              const sema::Symbols& symbols) {
    std::unordered_set<std::uint32_t> used;
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            if (!has_permissions(config))
                used.insert(relation.name.span.begin);
            for (const sema::Reference& reference : sema::references(symbols, config, relation))
                used.insert(reference.relation->name.span.begin);
        }
    return used;
}

} // namespace

void warn_of_unused_relations(const ir::Schema& schema, const sema::Symbols& symbols, Sink& sink) {
    const std::unordered_set<std::uint32_t> used = used_places(schema, symbols);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            if (relation.stored && !used.contains(relation.name.span.begin))
                sink.report(Kind::UnusedRelation, relation.name.span,
                            {{"definition_name", config.name.text},
                             {"relation_name", relation.name.text}})
                    .hint("use it in a permission, or ask about a permission instead of it");
}

} // namespace pemba::schema::ir
