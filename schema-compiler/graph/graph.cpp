// Clusters with their nodes first, then all edges.
#include "graph/graph.h"

#include <set>
#include <vector>

#include "graph/dot_text.h"
#include "sema/symbols.h"
#include "zed/regenerate/rewrite_text.h"

namespace pemba::schema::ir {

namespace {

constexpr std::string_view kPreamble = R"(digraph schema {
  graph [rankdir=LR, pad=0.3, nodesep=0.18, ranksep=0.55, newrank=true, bgcolor="white",
    fontname="Helvetica", fontsize=10, fontcolor="#66717e", labelloc=b, label="\n\
round: a relation, which is written    square: a permission, which is computed\n\
dashed: along a relation    red: taken away    grey: whom a relation takes"]
  node [shape=box, style="filled", height=0.3, margin="0.12,0.05", penwidth=1,
    fontname="Helvetica", fontsize=11]
  edge [penwidth=1.1, arrowsize=0.6, arrowhead=vee, fontname="Helvetica", fontsize=9]
)";
constexpr std::string_view kCluster =
    R"(    graph [style="rounded,filled", color="#c9d3df", fillcolor="#f6f8fb", margin=12, label=""])";
constexpr std::string_view kType =
    R"(style="filled,rounded", color="#2f3e52", fillcolor="#2f3e52", fontcolor="white", fontsize=12)";
constexpr std::string_view kRelation =
    R"(style="filled,rounded", color="#5b8cc9", fillcolor="#dfebfa")";
constexpr std::string_view kPermission = R"(color="#cf9a3c", fillcolor="#fdf1d8")";
constexpr std::string_view kTakes = R"(color="#b4bfcb", fontcolor="#66717e")";
constexpr std::string_view kOperand = R"(color="#3b4654", fontcolor="#3b4654")";
constexpr std::string_view kSelf = R"(color="#3b4654", fontcolor="#3b4654", constraint=false)";
constexpr std::string_view kExcluded = R"(color="#c0392b", fontcolor="#c0392b")";
constexpr std::string_view kArrow = R"(color="#2d7f86", fontcolor="#2d7f86", style="dashed")";

/// What becomes of an operand.
enum class Part { Joined, Intersected, Excluded };

Part part_of_child(const RewriteNode& parent, std::size_t child, Part part) {
    if (part == Part::Excluded || (parent.op == RewriteOp::Exclusion && child > 0))
        return Part::Excluded;
    return parent.op == RewriteOp::Intersection ? Part::Intersected : part;
}

/// Each node's part in the whole.
std::vector<Part> parts(const std::vector<RewriteNode>& nodes) {
    std::vector<Part> parts(nodes.size(), Part::Joined);
    for (std::size_t i = nodes.size(); i-- > 0;)
        for (std::size_t child = 0; child < nodes[i].children.size(); ++child)
            parts[nodes[i].children[child]] = part_of_child(nodes[i], child, parts[i]);
    return parts;
}

/// Whether a relation is what is written, and no more.
bool is_only_stored(const Relation& relation) {
    return relation.stored && relation.rewrite.size() <= 1;
}

class Drawing {
public:
    explicit Drawing(const Schema& schema) : schema_(schema), symbols_(schema) {}

    std::string run() {
        out_ = kPreamble;
        for (const NamespaceConfig& config : schema_.namespaces)
            add_cluster(config);
        for (const NamespaceConfig& config : schema_.namespaces)
            for (const Relation& relation : config.relations)
                add_edges(config, relation);
        return std::move(out_) + "}\n";
    }

private:
    static std::string id(std::string_view config, std::string_view relation) {
        return dot_quoted(std::string(config) + "#" + std::string(relation));
    }

    void add_cluster(const NamespaceConfig& config) {
        const std::string name = dot_quoted(config.name.text);
        const std::string type = name + " [label=<<b>" + dot_escaped(config.name.text) + "</b>>, " +
                                 std::string(kType) + "]\n";
        if (config.relations.empty()) {
            out_ += "  " + type;
            return;
        }
        out_ += "  subgraph " + dot_quoted("cluster " + config.name.text) + " {\n";
        out_ += std::string(kCluster) + "\n    " + type;
        for (const Relation& relation : config.relations)
            add_node(config, relation);
        // The type stands left of its members.
        for (const Relation& relation : config.relations)
            out_ += "    " + name + " -> " + id(config.name.text, relation.name.text) +
                    (is_only_stored(relation) ? " [style=invis, weight=0]\n"
                                              : " [style=invis, weight=3]\n");
        out_ += "  }\n";
    }

    void add_node(const NamespaceConfig& config, const Relation& relation) {
        const std::string name = dot_escaped(relation.name.text);
        out_ += "    " + id(config.name.text, relation.name.text) + " [label=<";
        if (is_only_stored(relation))
            out_ += name + ">, " + std::string(kRelation) + "]\n";
        else
            out_ += "<b>" + name +
                    "</b><br align=\"left\"/><font point-size=\"9\" color=\"#6b5a35\">" +
                    dot_lines(zed::rewrite_text(relation.rewrite, zed::Parentheses::Everywhere)) +
                    "<br align=\"left\"/></font>>, " + std::string(kPermission) + "]\n";
    }

    /// A relation that takes tuples and is computed, too, has edges of both.
    void add_edges(const NamespaceConfig& config, const Relation& relation) {
        add_taken(config, relation);
        add_operands(config, relation);
    }

    void add_edge(const std::string& from, const std::string& to, const std::string& label,
                  std::string_view look) {
        const std::string edge = "  " + from + " -> " + to + " [label=" + dot_quoted(label) + ", " +
                                 std::string(look) + "]\n";
        if (drawn_.insert(edge).second)
            out_ += edge;
    }

    void add_taken(const NamespaceConfig& config, const Relation& relation) {
        for (const SubjectType& type : relation.subject_types) {
            const std::string& space = type.namespace_name.text;
            std::string label = type.wildcard ? "everybody (*)" : "";
            if (!type.condition.text.empty())
                label += (label.empty() ? "with " : " with ") + type.condition.text;
            if (type.expiration)
                label += label.empty() ? "expires" : ", expires";
            add_edge(id(config.name.text, relation.name.text),
                     type.relation.text.empty() ? dot_quoted(space) : id(space, type.relation.text),
                     label,
                     space == config.name.text ? std::string(kTakes) + ", constraint=false"
                                               : std::string(kTakes));
        }
    }

    void add_operands(const NamespaceConfig& config, const Relation& permission) {
        const std::vector<Part> part = parts(permission.rewrite);
        for (std::size_t i = 0; i < permission.rewrite.size(); ++i) {
            const RewriteNode& node = permission.rewrite[i];
            const std::string from = id(config.name.text, permission.name.text);
            if (node.op == RewriteOp::ComputedUserset)
                add_operand(from, id(config.name.text, node.relation.text), "", part[i], kOperand);
            if (node.op == RewriteOp::Self)
                add_operand(from, dot_quoted(config.name.text), "self", part[i], kSelf);
            if (is_arrow(node.op))
                add_arrow(config, from, node, part[i]);
        }
    }

    void add_arrow(const NamespaceConfig& config, const std::string& from, const RewriteNode& arrow,
                   Part part) {
        const Relation* walked = symbols_.find(config.name.text, arrow.tupleset.text);
        if (walked == nullptr)
            return;
        const std::string label =
            (arrow.op == RewriteOp::TupleToUsersetAll ? "all " : "") + arrow.tupleset.text;
        for (const SubjectType& type : walked->subject_types)
            if (symbols_.find(type.namespace_name.text, arrow.relation.text) != nullptr)
                add_operand(from, id(type.namespace_name.text, arrow.relation.text), label, part,
                            kArrow);
    }

    void add_operand(const std::string& from, const std::string& to, const std::string& label,
                     Part part, std::string_view look) {
        const std::string sign = part == Part::Excluded      ? "−"
                                 : part == Part::Intersected ? "&"
                                                             : "";
        const std::string blank = sign.empty() || label.empty() ? "" : " ";
        std::string drawn(part == Part::Excluded ? kExcluded : look);
        if (part == Part::Excluded && look == kArrow)
            drawn += ", style=\"dashed\"";
        add_edge(from, to, sign + blank + label, drawn);
    }

    const Schema& schema_;
    const sema::Symbols symbols_;
    std::string out_;
    std::set<std::string> drawn_;
};

} // namespace

std::string to_dot(const Schema& schema) {
    return Drawing(schema).run();
}

} // namespace pemba::schema::ir
