// A graph of rewrite nodes, whose circles are settled one after the other.
#include "sema/reach.h"

#include <algorithm>

#include "sema/references.h"

namespace pemba::schema::sema {

namespace {

/// A relation without a rewrite, which is a broken one, has a node all the same.
std::size_t node_count(const ir::Relation& relation) {
    return std::max<std::size_t>(relation.rewrite.size(), 1);
}

} // namespace

Reach::Reach(const ir::Schema& schema, const Symbols& symbols, Reached reached)
    : symbols_(symbols), reached_(reached) {
    number_kinds(schema);
    number_nodes(schema);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            connect(config, relation);
    std::sort(own_.begin(), own_.end(), [](const Own& a, const Own& b) { return a.kind < b.kind; });
    circles_ = components(edges_);
}

std::vector<SubjectKind> Reach::kinds_of(const ir::SubjectType& type) const {
    const std::string_view space = type.namespace_name.text;
    const bool is_held = reached_ == Reached::AsHeld;
    if (!type.relation.text.empty())
        return is_held ? std::vector<SubjectKind>{{space, type.relation.text, false}}
                       : std::vector<SubjectKind>();
    if (type.wildcard && is_held)
        return {{space, {}, false}, {space, {}, true}};
    return {{space, {}, type.wildcard}};
}

void Reach::number_kinds(const ir::Schema& schema) {
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        numbers_.try_emplace({config.name.text, {}, false}); // for `self`
        for (const ir::Relation& relation : config.relations)
            for (const ir::SubjectType& type : relation.subject_types)
                for (const SubjectKind& kind : kinds_of(type))
                    numbers_.try_emplace(kind);
    }
    for (auto& [kind, number] : numbers_) {
        number = kinds_.size();
        kinds_.push_back(kind);
    }
}

void Reach::number_nodes(const ir::Schema& schema) {
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            first_nodes_.emplace(&relation, static_cast<Node>(edges_.size()));
            for (std::size_t i = 0; i < node_count(relation); ++i)
                (void)add_node();
        }
}

Reach::Node Reach::add_node() {
    edges_.emplace_back();
    narrows_.push_back(false);
    return static_cast<Node>(edges_.size() - 1);
}

Reach::Node Reach::node_of(const ir::Relation& relation) const {
    return first_nodes_.at(&relation) + static_cast<Node>(node_count(relation) - 1);
}

void Reach::connect(const ir::NamespaceConfig& config, const ir::Relation& relation) {
    const Node first = first_nodes_.at(&relation);
    for (std::size_t i = 0; i < relation.rewrite.size(); ++i)
        connect(config, relation, relation.rewrite[i], first + static_cast<Node>(i));
}

void Reach::connect(const ir::NamespaceConfig& config, const ir::Relation& relation,
                    const ir::RewriteNode& from, Node node) {
    const std::string& space = config.name.text;
    switch (from.op) {
    case ir::RewriteOp::This: return connect_subjects(relation, node);
    case ir::RewriteOp::ComputedUserset:
        return lead(node, symbols_.find(space, from.relation.text));
    case ir::RewriteOp::TupleToUserset:
    case ir::RewriteOp::TupleToUsersetAll:
        if (const ir::Relation* tupleset = symbols_.find(space, from.tupleset.text)) {
            const Node ends = arrow_node(*tupleset, from.relation.text);
            edges_[node].push_back(ends);
        }
        return;
    case ir::RewriteOp::Union:
    case ir::RewriteOp::Intersection:
    case ir::RewriteOp::Exclusion: return connect_children(relation, from, node);
    case ir::RewriteOp::Self: own_.push_back({numbers_.at({space, {}, false}), node}); return;
    case ir::RewriteOp::Nil: return;
    }
}

void Reach::connect_subjects(const ir::Relation& relation, Node node) {
    for (const ir::SubjectType& type : relation.subject_types) {
        for (const SubjectKind& kind : kinds_of(type))
            own_.push_back({numbers_.at(kind), node});
        lead(node, symbols_.find(type.namespace_name.text, type.relation.text));
    }
}

void Reach::connect_children(const ir::Relation& relation, const ir::RewriteNode& from, Node node) {
    const Node first = first_nodes_.at(&relation);
    const bool is_exclusion = from.op == ir::RewriteOp::Exclusion;
    for (std::size_t i = 0; i < (is_exclusion ? 1 : from.children.size()); ++i)
        edges_[node].push_back(first + from.children[i]);
    narrows_[node] = from.op == ir::RewriteOp::Intersection && reached_ == Reached::AsHeld;
}

void Reach::lead(Node node, const ir::Relation* to) {
    if (to != nullptr)
        edges_[node].push_back(node_of(*to));
}

Reach::Node Reach::arrow_node(const ir::Relation& tupleset, const std::string& relation) {
    const auto known = arrow_nodes_.find({&tupleset, relation});
    if (known != arrow_nodes_.end())
        return known->second;
    const Node node = add_node();
    for (const ir::Relation* end : far_ends(symbols_, tupleset, relation))
        lead(node, end);
    return arrow_nodes_[{&tupleset, relation}] = node;
}

std::size_t Reach::blocks() const {
    return (kinds_.size() + kBlockKinds - 1) / kBlockKinds;
}

Reach::Block Reach::block(std::size_t index) const {
    Block block(*this, index * kBlockKinds);
    const std::size_t end = std::min(block.first_ + kBlockKinds, kinds_.size());
    for (std::size_t i = block.first_; i < end; ++i)
        block.wildcards_.set(i - block.first_, kinds_[i].wildcard);
    block.nodes_.resize(edges_.size());
    auto own = std::lower_bound(own_.begin(), own_.end(), block.first_,
                                [](const Own& each, std::size_t kind) { return each.kind < kind; });
    for (; own != own_.end() && own->kind < end; ++own)
        block.nodes_[own->node].set(own->kind - block.first_);
    for (const std::vector<Node>& circle : circles_)
        settle(circle, block.nodes_);
    return block;
}

void Reach::settle(const std::vector<Node>& circle, std::vector<Kinds>& nodes) const {
    if (circle.size() == 1) {
        (void)update(circle.front(), nodes);
        return;
    }
    if (std::any_of(circle.begin(), circle.end(), [&](Node node) { return narrows_[node]; })) {
        while (std::count_if(circle.begin(), circle.end(),
                             [&](Node node) { return update(node, nodes); }) > 0)
            ;
        return;
    }
    Kinds all; // what one reaches, the others reach through it
    for (const Node node : circle) {
        all |= nodes[node];
        for (const Node to : edges_[node])
            all |= nodes[to];
    }
    for (const Node node : circle)
        nodes[node] = all;
}

bool Reach::update(Node node, std::vector<Kinds>& nodes) const {
    Kinds kinds = nodes[node];
    if (narrows_[node])
        kinds.set();
    for (const Node to : edges_[node])
        if (narrows_[node])
            kinds &= nodes[to];
        else
            kinds |= nodes[to];
    const bool is_changed = kinds != nodes[node];
    nodes[node] = kinds;
    return is_changed;
}

const Reach::Kinds& Reach::Block::of(const ir::Relation& relation) const {
    return nodes_[reach_.node_of(relation)];
}

const Reach::Kinds& Reach::Block::of(const ir::Relation& relation, std::size_t node) const {
    return nodes_[reach_.first_nodes_.at(&relation) + node];
}

const SubjectKind& Reach::Block::kind(std::size_t number) const {
    return reach_.kinds_[first_ + number];
}

} // namespace pemba::schema::sema
