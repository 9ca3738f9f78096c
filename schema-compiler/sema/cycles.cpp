// Aliases in a circle: `ppp = qqq` with `qqq = ppp` means nothing.
#include <unordered_set>

#include "sema/rewrites.h"

namespace pemba::schema::sema {

namespace {

constexpr std::size_t kMaxLabels = 5;

/// The relation that a computed relation is another name of, or null.
const ir::Relation* aliased(const Symbols::Namespace& symbols, const ir::Relation& relation) {
    if (relation.rewrite.empty() || relation.rewrite.back().children.size() != 1)
        return nullptr;
    const ir::RewriteNode& only = relation.rewrite[relation.rewrite.back().children.front()];
    return only.op == ir::RewriteOp::ComputedUserset ? symbols.find(only.relation.text) : nullptr;
}

Report& report_names(Dialect dialect, const ir::NamespaceConfig& config, const ir::Relation& start,
                     const std::string& names, Sink& sink) {
    if (dialect == Dialect::Zed)
        return sink.report(Kind::PermissionCycle, start.name.span,
                           {{"definition_name", config.name.text}, {"permission_names", names}});
    return sink.report(Kind::RelationCycle, start.name.span,
                       {{"definition_name", config.name.text},
                        {"relation_name", start.name.text},
                        {"relation_names", names}});
}

void report_cycle(Dialect dialect, const ir::NamespaceConfig& config,
                  const Symbols::Namespace& symbols, const ir::Relation& start, Sink& sink) {
    std::string names = "`" + start.name.text + "`";
    std::vector<const ir::Relation*> others;
    for (const auto* at = aliased(symbols, start); at != &start; at = aliased(symbols, *at)) {
        names += ", `" + at->name.text + "`";
        if (others.size() < kMaxLabels)
            others.push_back(at);
    }
    Report& report = report_names(dialect, config, start, names, sink);
    for (const ir::Relation* other : others)
        report.label(other->name.span, "in the circle");
}

} // namespace

void check_cycles(const ir::Schema& schema, const Symbols& symbols, Sink& sink) {
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        const Symbols::Namespace& names = *symbols.find(config.name.text);
        std::unordered_set<const ir::Relation*> done;
        for (const auto& relation : config.relations) {
            std::unordered_set<const ir::Relation*> walk;
            const ir::Relation* at = &relation;
            while (at != nullptr && done.insert(at).second) {
                walk.insert(at);
                at = aliased(names, *at);
            }
            if (at != nullptr && walk.count(at) > 0)
                report_cycle(schema.dialect, config, names, *at, sink);
        }
    }
}

} // namespace pemba::schema::sema
