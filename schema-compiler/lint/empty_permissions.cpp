// What no subject is ever in.
#include <algorithm>

#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

class EmptinessLint {
public:
    EmptinessLint(const sema::Symbols& symbols, const Holdings& holdings, Sink& sink)
        : symbols_(symbols), holdings_(holdings), sink_(sink) {}

    void check(const ir::NamespaceConfig& config, const ir::Relation& permission) {
        bool is_explained = false;
        for (std::size_t i = 0; i < permission.rewrite.size(); ++i) {
            const ir::RewriteNode& node = permission.rewrite[i];
            if (node.op != ir::RewriteOp::Intersection || !holdings_.is_empty(permission, i) ||
                !holds_on_all_sides(permission, node))
                continue;
            sink_.report(
                Kind::DisjointIntersection, node.span,
                {{"definition_name", config.name.text}, {"permission_name", permission.name.text}});
            is_explained = true;
        }
        if (holdings_.is_empty(permission) && !is_explained &&
            !is_explained_by_operands(config, permission))
            sink_.report(
                Kind::PermissionNeverHolds, permission.name.span,
                {{"definition_name", config.name.text}, {"permission_name", permission.name.text}});
    }

private:
    bool holds_on_all_sides(const ir::Relation& permission, const ir::RewriteNode& node) const {
        return std::none_of(node.children.begin(), node.children.end(), [&](std::uint32_t child) {
            return holdings_.is_empty(permission, child);
        });
    }

    /// By `nil`, which is there on purpose, by an arrow to nowhere, or by another permission that
    /// holds never: they are reported, or need not be.
    bool is_explained_by_operands(const ir::NamespaceConfig& config,
                                  const ir::Relation& permission) const {
        for (const ir::RewriteNode& node : permission.rewrite)
            if (node.op == ir::RewriteOp::Nil || (ir::is_arrow(node.op) && !leads(config, node)))
                return true;
        const auto uses = sema::references(symbols_, config, permission);
        return std::any_of(uses.begin(), uses.end(), [&](const sema::Reference& use) {
            return use.relation != &permission && holdings_.is_empty(*use.relation);
        });
    }

    /// Whether the far end of an arrow exists.
    bool leads(const ir::NamespaceConfig& config, const ir::RewriteNode& arrow) const {
        const ir::Relation& walked = *symbols_.find(config.name.text)->find(arrow.tupleset.text);
        return std::any_of(
            walked.subject_types.begin(), walked.subject_types.end(),
            [&](const ir::SubjectType& type) {
                return symbols_.find(type.namespace_name.text)->find(arrow.relation.text) !=
                       nullptr;
            });
    }

    const sema::Symbols& symbols_;
    const Holdings& holdings_;
    Sink& sink_;
};

} // namespace

void warn_of_empty_permissions(const ir::Schema& schema, const sema::Symbols& symbols,
                               const Holdings& holdings, Sink& sink) {
    EmptinessLint lint(symbols, holdings, sink);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            if (!relation.stored)
                lint.check(config, relation);
}

} // namespace pemba::schema::ir
