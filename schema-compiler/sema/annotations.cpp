// Which types a permission reaches is the least fixed point over all relations.
#include "sema/annotations.h"

#include <map>
#include <set>
#include <string>

namespace pemba::schema::sema {

namespace {

using Types = std::set<std::string_view>;

class Reach {
public:
    Reach(const ir::Schema& schema, const Symbols& symbols) : schema_(schema), symbols_(symbols) {
        for (bool changed = true; changed;) {
            changed = false;
            for (const ir::NamespaceConfig& config : schema_.namespaces)
                for (const ir::Relation& relation : config.relations)
                    changed = update(config, relation) || changed;
        }
    }

    [[nodiscard]] const Types& of(const ir::Relation& relation) const {
        static const Types kNone;
        const auto found = types_.find(&relation);
        return found == types_.end() ? kNone : found->second;
    }

private:
    bool update(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        Types types = relation.stored ? of_subjects(relation) : of_rewrite(config, relation);
        Types& known = types_[&relation];
        if (types.size() == known.size())
            return false;
        known = std::move(types);
        return true;
    }

    const ir::Relation* find(const std::string& space, const std::string& relation) const {
        const auto* config = symbols_.find(space);
        return config == nullptr ? nullptr : config->find(relation);
    }

    void add(Types& types, const std::string& space, const std::string& relation) const {
        if (const ir::Relation* other = find(space, relation)) {
            const Types& more = of(*other);
            types.insert(more.begin(), more.end());
        }
    }

    // Whom a relation names: plain subjects, and who is in the usersets.
    Types of_subjects(const ir::Relation& relation) const {
        Types types;
        for (const ir::SubjectType& type : relation.subject_types) {
            if (type.relation.text.empty())
                types.insert(type.namespace_name.text);
            else
                add(types, type.namespace_name.text, type.relation.text);
        }
        return types;
    }

    // Whoever is in an exclusion was in its left side.
    Types of_rewrite(const ir::NamespaceConfig& config, const ir::Relation& relation) const {
        std::vector<Types> nodes;
        for (const ir::RewriteNode& node : relation.rewrite) {
            Types types;
            if (node.op == ir::RewriteOp::Self)
                types.insert(config.name.text);
            if (node.op == ir::RewriteOp::ComputedUserset)
                add(types, config.name.text, node.relation.text);
            if (ir::is_arrow(node.op))
                add_arrow(types, config, node);
            for (std::size_t i = 0; i < node.children.size(); ++i)
                if (i == 0 || node.op != ir::RewriteOp::Exclusion)
                    types.insert(nodes[node.children[i]].begin(), nodes[node.children[i]].end());
            nodes.push_back(std::move(types));
        }
        return nodes.empty() ? Types{} : nodes.back();
    }

    void add_arrow(Types& types, const ir::NamespaceConfig& config,
                   const ir::RewriteNode& node) const {
        const ir::Relation* tupleset = find(config.name.text, node.tupleset.text);
        if (tupleset == nullptr)
            return;
        for (const ir::SubjectType& type : tupleset->subject_types)
            add(types, type.namespace_name.text, node.relation.text);
    }

    const ir::Schema& schema_;
    const Symbols& symbols_;
    std::map<const ir::Relation*, Types> types_;
};

} // namespace

void check_annotations(const ir::Schema& schema, const Symbols& symbols, Sink& sink) {
    if (!schema.checks_annotations)
        return;
    const Reach reach(schema, symbols);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            Types missing = reach.of(relation);
            for (const ir::Name& type : relation.annotation)
                missing.erase(type.text);
            if (relation.annotation.empty() || missing.empty())
                continue;
            std::string names;
            for (const std::string_view name : missing)
                names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
            sink.report(Kind::IncompleteAnnotation,
                        join(relation.annotation.front().span, relation.annotation.back().span),
                        {{"definition_name", config.name.text},
                         {"permission_name", relation.name.text},
                         {"missing", names}});
        }
}

} // namespace pemba::schema::sema
