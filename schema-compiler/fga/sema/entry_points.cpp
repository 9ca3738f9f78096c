// Both are fixed points over the nodes of all rewrites, found without recursion.
#include "fga/sema/entry_points.h"

#include <algorithm>

namespace pemba::schema::fga {

namespace {

using Index = Model::Index;

/// Which nodes of which rewrites have an entry point: the least solution.
class EntryPoints {
public:
    explicit EntryPoints(const Model& model) : model_(model) {
        for (Index r = 0; r < model.relations().size(); ++r) {
            first_.push_back(static_cast<Index>(nodes_.size()));
            for (std::size_t i = 0; i < rewrite(r).size(); ++i)
                nodes_.push_back({r});
        }
        waiting_.resize(model.relations().size());
        for (Index r = 0; r < model.relations().size(); ++r)
            for (Index i = 0; i < rewrite(r).size(); ++i)
                open(r, i);
        while (!open_.empty()) {
            const Index node = open_.back();
            open_.pop_back();
            tell(node);
        }
    }

    /// Of a node of a relation's rewrite.
    [[nodiscard]] bool has(Index relation, Index node) const {
        return nodes_[first_[relation] + node].wanted == 0;
    }
    [[nodiscard]] bool has(Index relation) const {
        return has(relation, static_cast<Index>(rewrite(relation).size() - 1));
    }

private:
    static constexpr Index kNone = ~Index{0};

    struct Node {
        Index relation;
        Index parent = kNone; ///< none: the root
        Index wanted = 1;     ///< how many of what it rests on must still have an entry point
    };

    [[nodiscard]] const std::vector<ir::RewriteNode>& rewrite(Index relation) const {
        return model_.relations()[relation].relation->rewrite;
    }

    void open(Index relation, Index i) {
        const Model::Entry& entry = model_.relations()[relation];
        const ir::RewriteNode& node = entry.relation->rewrite[i];
        const Index id = first_[relation] + i;
        for (const Index child : node.children)
            nodes_[first_[relation] + child].parent = id;
        switch (node.op) {
        case ir::RewriteOp::This: open_this(*entry.relation, id); break;
        case ir::RewriteOp::ComputedUserset:
            wait(id, entry.type->name.text, node.relation.text);
            break;
        case ir::RewriteOp::TupleToUserset: open_from(entry, node, id); break;
        case ir::RewriteOp::Intersection:
        case ir::RewriteOp::Exclusion:
            nodes_[id].wanted = static_cast<Index>(node.children.size());
            break;
        default: break;
        }
    }

    void open_this(const ir::Relation& relation, Index id) {
        for (const ir::SubjectType& type : relation.subject_types) {
            if (type.relation.text.empty())
                satisfy(id);
            else
                wait(id, type.namespace_name.text, type.relation.text);
        }
    }

    void open_from(const Model::Entry& entry, const ir::RewriteNode& node, Index id) {
        const ir::Relation* tupleset =
            model_.find_relation(entry.type->name.text, node.tupleset.text);
        for (const ir::SubjectType& type : tupleset->subject_types)
            wait(id, type.namespace_name.text, node.relation.text);
    }

    // What `from` walks to need not have the relation.
    void wait(Index id, std::string_view type, std::string_view relation) {
        if (const auto other = model_.find(type, relation))
            waiting_[*other].push_back(id);
    }

    void satisfy(Index id) {
        if (nodes_[id].wanted > 0 && --nodes_[id].wanted == 0)
            open_.push_back(id);
    }

    void tell(Index id) {
        const Node node = nodes_[id];
        if (node.parent != kNone)
            return satisfy(node.parent);
        for (const Index other : waiting_[node.relation])
            satisfy(other);
    }

    const Model& model_;
    std::vector<Node> nodes_;
    std::vector<Index> first_;                ///< of each relation: its first node
    std::vector<std::vector<Index>> waiting_; ///< nodes that rest on a relation
    std::vector<Index> open_;                 ///< satisfied, but not told
};

/// Relations that lead to relations of the same type.
using Graph = std::vector<std::vector<Index>>;

/// Which of them lead into a cycle: those that are left when all that end are taken away.
std::vector<bool> leading_to_cycles(const Graph& graph) {
    std::vector<std::size_t> out(graph.size());
    Graph back(graph.size());
    std::vector<Index> ends;
    for (Index from = 0; from < graph.size(); ++from) {
        out[from] = graph[from].size();
        for (const Index to : graph[from])
            back[to].push_back(from);
        if (out[from] == 0)
            ends.push_back(from);
    }
    std::vector<bool> leads(graph.size(), true);
    while (!ends.empty()) {
        const Index end = ends.back();
        ends.pop_back();
        leads[end] = false;
        for (const Index from : back[end])
            if (--out[from] == 0)
                ends.push_back(from);
    }
    return leads;
}

class Checker {
public:
    Checker(const Model& model, Sink& sink) : model_(model), sink_(sink), entry_points_(model) {}

    void run() {
        const Graph all = edges([](Index, Index) { return true; });
        const std::vector<bool> cyclic = leading_to_cycles(all);
        const std::vector<bool> looping = leading_to_cycles(loop_edges());
        for (Index r = 0; r < model_.relations().size(); ++r) {
            if (!entry_points_.has(r))
                report_no_entry_point(r, looping[r]);
            else if (cyclic[r])
                report_cycle(r, all, cyclic);
        }
    }

private:
    /// Every computed userset for whose node `wanted` holds.
    template <class Wanted>
    Graph edges(Wanted wanted) const {
        Graph graph(model_.relations().size());
        for (Index r = 0; r < graph.size(); ++r) {
            const Model::Entry& entry = model_.relations()[r];
            const auto& rewrite = entry.relation->rewrite;
            for (Index i = 0; i < rewrite.size(); ++i)
                if (rewrite[i].op == ir::RewriteOp::ComputedUserset && wanted(r, i))
                    if (const auto to =
                            model_.find(entry.type->name.text, rewrite[i].relation.text))
                        graph[r].push_back(*to);
        }
        return graph;
    }

    /// Of relations without an entry point: what the lack of one is blamed on. That is any operand
    /// of a union, the first one without an entry point of another operator.
    Graph loop_edges() const {
        std::vector<std::vector<bool>> blamed(model_.relations().size());
        for (Index r = 0; r < blamed.size(); ++r) {
            const auto& rewrite = model_.relations()[r].relation->rewrite;
            blamed[r].assign(rewrite.size(), false);
            blamed[r].back() = !entry_points_.has(r);
            for (Index i = static_cast<Index>(rewrite.size()); i-- > 0;)
                if (blamed[r][i])
                    blame_operands(r, rewrite[i], blamed[r]);
        }
        return edges([&](Index r, Index i) { return bool(blamed[r][i]); });
    }

    void blame_operands(Index r, const ir::RewriteNode& node, std::vector<bool>& blamed) const {
        for (const Index child : node.children) {
            if (entry_points_.has(r, child))
                continue;
            blamed[child] = true;
            if (node.op != ir::RewriteOp::Union)
                return;
        }
    }

    void report_no_entry_point(Index r, bool loops) {
        const Model::Entry& entry = model_.relations()[r];
        sink_.report(
            Kind::NoEntryPoint, entry.relation->name.span,
            {{"definition_name", entry.type->name.text},
             {"relation_name", entry.relation->name.text},
             {"explanation", loops ? "it leads back to itself" : "it never comes to a subject"},
             {"api_reason", loops ? "potential loop" : "no entrypoints defined"}});
    }

    void report_cycle(Index r, const Graph& graph, const std::vector<bool>& cyclic) {
        const Model::Entry& entry = model_.relations()[r];
        sink_.report(Kind::RelationCycle, entry.relation->name.span,
                     {{"definition_name", entry.type->name.text},
                      {"relation_name", entry.relation->name.text},
                      {"relation_names", names_of_cycle(r, graph, cyclic)}});
    }

    /// The cycle that is come to by always going on to the first relation that leads to one.
    std::string names_of_cycle(Index r, const Graph& graph, const std::vector<bool>& cyclic) const {
        std::vector<Index> path;
        Index at = r;
        while (std::ranges::find(path, at) == path.end() && path.size() < kMaxNamed) {
            path.push_back(at);
            at = *std::ranges::find_if(graph[at], [&](Index to) { return bool(cyclic[to]); });
        }
        std::string names;
        for (auto step = std::ranges::find(path, at); step != path.end(); ++step)
            names += "`" + model_.relations()[*step].relation->name.text + "`, ";
        return names + "`" + model_.relations()[at].relation->name.text + "`";
    }

    static constexpr std::size_t kMaxNamed = 100;

    const Model& model_;
    Sink& sink_;
    EntryPoints entry_points_;
};

} // namespace

void check_entry_points(const Model& model, Sink& sink) {
    if (!model.relations().empty())
        Checker(model, sink).run();
}

} // namespace pemba::schema::fga
