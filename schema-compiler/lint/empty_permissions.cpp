// What no subject is ever in.
#include <algorithm>

#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

class EmptinessLint {
public:
    EmptinessLint(const sema::Symbols& symbols, const sema::Reach& reach, Sink& sink)
        : symbols_(symbols), reach_(reach), sink_(sink) {}

    void check(const ir::NamespaceConfig& config, const ir::Relation& permission) {
        const std::vector<sema::SubjectKinds> kinds = reach_.of_nodes(config, permission);
        bool is_explained = false;
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            const ir::RewriteNode& node = permission.rewrite[i];
            if (!kinds[i].empty() || node.op != ir::RewriteOp::Intersection ||
                !reaches_on_all_sides(node, kinds))
                continue;
            sink_.report(
                Kind::DisjointIntersection, node.span,
                {{"definition_name", config.name.text}, {"permission_name", permission.name.text}});
            is_explained = true;
        }
        if (kinds.back().empty() && !is_explained && !is_explained_by_operands(config, permission))
            sink_.report(
                Kind::PermissionNeverHolds, permission.name.span,
                {{"definition_name", config.name.text}, {"permission_name", permission.name.text}});
    }

private:
    static bool reaches_on_all_sides(const ir::RewriteNode& node,
                                     const std::vector<sema::SubjectKinds>& kinds) {
        return std::none_of(node.children.begin(), node.children.end(),
                            [&](std::uint32_t child) { return kinds[child].empty(); });
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
            return use.relation != &permission && reach_.of(*use.relation).empty();
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
    const sema::Reach& reach_;
    Sink& sink_;
};

} // namespace

void warn_of_empty_permissions(const ir::Schema& schema, const sema::Symbols& symbols,
                               const sema::Reach& reach, Sink& sink) {
    EmptinessLint lint(symbols, reach, sink);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            if (!relation.stored)
                lint.check(config, relation);
}

} // namespace pemba::schema::ir
