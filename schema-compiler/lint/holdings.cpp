// The blocks of a Reach, summed up.
#include "lint/holdings.h"

namespace pemba::schema::ir {

Holdings::Holdings(const Schema& schema, const sema::Symbols& symbols) {
    const sema::Reach reach(schema, symbols, sema::Reached::AsHeld);
    for (std::size_t i = 0; i < reach.blocks(); ++i) {
        const sema::Reach::Block block = reach.block(i);
        for (const NamespaceConfig& config : schema.namespaces)
            for (const Relation& relation : config.relations)
                add(block, relation);
    }
}

void Holdings::add(const sema::Reach::Block& block, const Relation& relation) {
    Held& held = held_[&relation];
    held.nodes.resize(relation.rewrite.size());
    for (std::size_t i = 0; i < held.nodes.size(); ++i)
        held.nodes[i] = held.nodes[i] || block.of(relation, i).any();
    const sema::Reach::Kinds wildcards = block.of(relation) & block.wildcards();
    for (std::size_t i = 0; i < wildcards.size() && wildcards.any() && !held.wildcard; ++i)
        if (wildcards[i])
            held.wildcard = block.kind(i).namespace_name;
}

bool Holdings::is_empty(const Relation& relation) const {
    return is_empty(relation, relation.rewrite.size() - 1);
}

bool Holdings::is_empty(const Relation& relation, std::size_t node) const {
    return !held_.at(&relation).nodes[node];
}

std::optional<std::string_view> Holdings::wildcard(const Relation& relation) const {
    return held_.at(&relation).wildcard;
}

} // namespace pemba::schema::ir
