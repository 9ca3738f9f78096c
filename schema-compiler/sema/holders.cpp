// A search through the relations, each looked at once.
#include "sema/holders.h"

#include <unordered_set>
#include <vector>

namespace pemba::schema::sema {

namespace {

class HolderSearch {
public:
    explicit HolderSearch(const Symbols& symbols) : symbols_(symbols) {}

    std::set<std::string> run(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        add(config, relation);
        while (!todo_.empty()) {
            const Member member = todo_.back();
            todo_.pop_back();
            for (const ir::SubjectType& type : member.relation->subject_types)
                visit(type);
            visit_rewrite(*member.config, member.relation->rewrite);
        }
        return std::move(holders_);
    }

private:
    struct Member {
        const ir::NamespaceConfig* config;
        const ir::Relation* relation;
    };

    void add(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        if (seen_.insert(&relation).second)
            todo_.push_back({&config, &relation});
    }

    void add(const std::string& space, const std::string& name) {
        const Symbols::Namespace* found = symbols_.find(space);
        const ir::Relation* relation = found == nullptr ? nullptr : found->find(name);
        if (relation != nullptr)
            add(*found->config, *relation);
    }

    void visit(const ir::SubjectType& type) {
        if (!type.relation.text.empty())
            return add(type.namespace_name.text, type.relation.text);
        holders_.insert(type.namespace_name.text + (type.wildcard ? ":*" : ""));
    }

    void visit_rewrite(const ir::NamespaceConfig& config,
                       const std::vector<ir::RewriteNode>& rewrite) {
        std::vector<std::size_t> nodes;
        if (!rewrite.empty())
            nodes.push_back(rewrite.size() - 1);
        while (!nodes.empty()) {
            const ir::RewriteNode& node = rewrite[nodes.back()];
            nodes.pop_back();
            const bool is_exclusion = node.op == ir::RewriteOp::Exclusion;
            nodes.insert(nodes.end(), node.children.begin(),
                         is_exclusion ? node.children.begin() + 1 : node.children.end());
            visit_leaf(config, node);
        }
    }

    void visit_leaf(const ir::NamespaceConfig& config, const ir::RewriteNode& node) {
        if (node.op == ir::RewriteOp::Self)
            holders_.insert(config.name.text);
        if (node.op == ir::RewriteOp::ComputedUserset)
            add(config.name.text, node.relation.text);
        if (!ir::is_arrow(node.op))
            return;
        const Symbols::Namespace* here = symbols_.find(config.name.text);
        const ir::Relation* tupleset = here == nullptr ? nullptr : here->find(node.tupleset.text);
        if (tupleset != nullptr)
            for (const ir::SubjectType& type : tupleset->subject_types)
                add(type.namespace_name.text, node.relation.text);
    }

    const Symbols& symbols_;
    std::set<std::string> holders_;
    std::unordered_set<const ir::Relation*> seen_;
    std::vector<Member> todo_;
};

} // namespace

std::set<std::string> holders(const Symbols& symbols, const ir::NamespaceConfig& config,
                              const ir::Relation& relation) {
    return HolderSearch(symbols).run(config, relation);
}

} // namespace pemba::schema::sema
