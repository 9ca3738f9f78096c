// One pass: children stand before their parents.
#include "convert/operands.h"

#include <utility>

namespace pemba::schema {

namespace {

/// The root stays last: nothing but operators that go stands behind the operand that takes its
/// place.
std::vector<ir::RewriteNode> unwrapped(std::vector<ir::RewriteNode> nodes) {
    std::vector<std::uint32_t> new_index;
    std::vector<ir::RewriteNode> kept;
    for (ir::RewriteNode& node : nodes) {
        for (std::uint32_t& child : node.children)
            child = new_index[child];
        if (node.children.size() == 1) {
            new_index.push_back(node.children.front());
            continue;
        }
        new_index.push_back(static_cast<std::uint32_t>(kept.size()));
        kept.push_back(std::move(node));
    }
    return kept;
}

} // namespace

void unwrap_single_operands(ir::Schema& schema) {
    for (ir::NamespaceConfig& config : schema.namespaces)
        for (ir::Relation& relation : config.relations)
            relation.rewrite = unwrapped(std::move(relation.rewrite));
}

} // namespace pemba::schema
