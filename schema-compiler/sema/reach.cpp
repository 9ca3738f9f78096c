// The fixed point by a list of what must be looked at again.
#include "sema/reach.h"

#include <algorithm>
#include <iterator>

namespace pemba::schema::sema {

namespace {

void add(SubjectKinds& kinds, const SubjectKinds& more) {
    kinds.insert(more.begin(), more.end());
}

const ir::Relation* find(const Symbols& symbols, const std::string& space,
                         const std::string& relation) {
    const auto* config = symbols.find(space);
    return config == nullptr ? nullptr : config->find(relation);
}

/// The relations at the far end of an arrow.
std::vector<const ir::Relation*> targets(const Symbols& symbols, const ir::NamespaceConfig& config,
                                         const ir::RewriteNode& arrow) {
    std::vector<const ir::Relation*> found;
    if (const auto* tupleset = find(symbols, config.name.text, arrow.tupleset.text))
        for (const ir::SubjectType& type : tupleset->subject_types)
            if (const auto* target = find(symbols, type.namespace_name.text, arrow.relation.text))
                found.push_back(target);
    return found;
}

} // namespace

std::vector<Reference> references(const Symbols& symbols, const ir::NamespaceConfig& config,
                                  const ir::Relation& relation) {
    std::vector<Reference> found;
    const auto take = [&](const std::string& space, const ir::Name& name) {
        if (const ir::Relation* other = find(symbols, space, name.text))
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
        for (const ir::Relation* target : targets(symbols, config, node))
            found.push_back({target, &node.relation});
    }
    return found;
}

Reach::Reach(const ir::Schema& schema, const Symbols& symbols, Intersections intersections)
    : symbols_(symbols), intersections_(intersections) {
    std::unordered_map<const ir::Relation*, std::vector<Member>> users;
    std::vector<Member> todo;
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            todo.push_back({&config, &relation});
            for (const Reference& reference : references(symbols, config, relation))
                users[reference.relation].push_back(todo.back());
        }
    std::reverse(todo.begin(), todo.end()); // in the order of the text, then what follows from it
    while (!todo.empty()) {
        const Member member = todo.back();
        todo.pop_back();
        if (update(member))
            todo.insert(todo.end(), users[member.relation].begin(), users[member.relation].end());
    }
}

bool Reach::update(const Member& member) {
    SubjectKinds kinds;
    if (member.relation->stored)
        kinds = of_subjects(*member.relation);
    else if (auto nodes = of_nodes(*member.config, *member.relation); !nodes.empty())
        kinds = std::move(nodes.back());
    SubjectKinds& known = kinds_[member.relation];
    if (kinds.size() == known.size()) // they only ever grow
        return false;
    known = std::move(kinds);
    return true;
}

const SubjectKinds& Reach::of(const ir::Relation& relation) const {
    static const SubjectKinds kNone;
    const auto found = kinds_.find(&relation);
    return found == kinds_.end() ? kNone : found->second;
}

SubjectKinds Reach::of_subjects(const ir::Relation& relation) const {
    SubjectKinds kinds;
    for (const ir::SubjectType& type : relation.subject_types) {
        const std::string& space = type.namespace_name.text;
        if (type.relation.text.empty()) {
            kinds.insert({space, {}, false});
            if (type.wildcard)
                kinds.insert({space, {}, true});
        } else if (const ir::Relation* members = find(symbols_, space, type.relation.text)) {
            kinds.insert({space, type.relation.text, false});
            add(kinds, of(*members));
        }
    }
    return kinds;
}

std::vector<SubjectKinds> Reach::of_nodes(const ir::NamespaceConfig& config,
                                          const ir::Relation& relation) const {
    std::vector<SubjectKinds> nodes;
    for (const ir::RewriteNode& node : relation.rewrite)
        nodes.push_back(of_node(config, node, nodes));
    return nodes;
}

SubjectKinds Reach::of_node(const ir::NamespaceConfig& config, const ir::RewriteNode& node,
                            const std::vector<SubjectKinds>& nodes) const {
    if (ir::is_set_operator(node.op))
        return of_children(node, nodes);
    SubjectKinds kinds;
    if (node.op == ir::RewriteOp::Self)
        kinds.insert({config.name.text, {}, false});
    if (node.op == ir::RewriteOp::ComputedUserset)
        if (const ir::Relation* other = find(symbols_, config.name.text, node.relation.text))
            add(kinds, of(*other));
    if (ir::is_arrow(node.op))
        for (const ir::Relation* target : targets(symbols_, config, node))
            add(kinds, of(*target));
    return kinds;
}

SubjectKinds Reach::of_children(const ir::RewriteNode& node,
                                const std::vector<SubjectKinds>& nodes) const {
    SubjectKinds kinds = nodes[node.children.front()];
    const bool is_narrowing =
        node.op == ir::RewriteOp::Intersection && intersections_ == Intersections::AllSides;
    for (std::size_t i = 1; i < node.children.size(); ++i) {
        const SubjectKinds& side = nodes[node.children[i]];
        if (is_narrowing)
            std::erase_if(kinds, [&](const SubjectKind& kind) { return !side.contains(kind); });
        else if (node.op != ir::RewriteOp::Exclusion)
            add(kinds, side);
    }
    return kinds;
}

} // namespace pemba::schema::sema
