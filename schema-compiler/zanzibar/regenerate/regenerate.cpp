// The canonical text: a tree of fields, formatted.
#include "zanzibar/regenerate/regenerate.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "zanzibar/format/format.h"
#include "zanzibar/lower/untyped.h"

namespace pemba::schema::zanzibar {

namespace {

class Regeneration {
public:
    explicit Regeneration(const ir::Schema& schema) : schema_(schema) {
        for (const ir::SubjectType& type : all_subject_types(schema))
            all_types_.insert(to_text(type));
    }

    std::string run() {
        std::vector<const ir::NamespaceConfig*> sorted;
        for (const ir::NamespaceConfig& config : schema_.namespaces)
            sorted.push_back(&config);
        std::ranges::sort(sorted, {}, [](const auto* config) { return config->name.text; });
        for (const ir::NamespaceConfig* config : sorted)
            add_namespace(*config);
        std::string text = format(file_);
        if (!text.empty())
            text.pop_back();
        return text;
    }

private:
    static constexpr std::uint32_t kFile = 0;

    std::uint32_t add_message(std::uint32_t parent, std::string_view name) {
        Field field;
        field.name = name;
        return file_.add(parent, std::move(field));
    }

    std::uint32_t add_text(std::uint32_t parent, std::string_view name, const std::string& text,
                           Field::Kind kind = Field::Kind::String) {
        Field field;
        field.name = name;
        field.kind = kind;
        field.value = text;
        return file_.add(parent, std::move(field));
    }

    /// Top-level fields stand apart.
    void set_layout(std::uint32_t index, const std::vector<std::string>& comments) {
        Field& field = file_.fields[index];
        field.after_blank_line = true;
        for (const std::string& comment : comments)
            field.comments.push_back({comment});
    }

    void add_namespace(const ir::NamespaceConfig& config) {
        set_layout(add_text(kFile, "name", config.name.text), config.comments);
        for (const ir::Relation& relation : config.relations)
            add_relation(relation);
    }

    void add_relation(const ir::Relation& relation) {
        const std::uint32_t message = add_message(kFile, "relation");
        set_layout(message, relation.comments);
        add_text(message, "name", relation.name.text);
        std::vector<std::string> types;
        for (const ir::SubjectType& type : relation.subject_types)
            types.push_back(to_text(type));
        if (std::set<std::string>(types.begin(), types.end()) != all_types_)
            for (const std::string& type : types)
                add_text(message, "subject_type", type);
        if (relation.rewrite.back().op != ir::RewriteOp::This)
            add_rewrite(relation.rewrite, add_message(message, "userset_rewrite"));
    }

    /// What is still to write: a node, as the operation of an operand.
    struct Step {
        std::uint32_t node;
        std::uint32_t set; ///< the message that gets a `child`, or the rewrite itself
        bool is_child;
    };

    void add_rewrite(const std::vector<ir::RewriteNode>& nodes, std::uint32_t rewrite) {
        std::vector<Step> todo{{static_cast<std::uint32_t>(nodes.size() - 1), rewrite, false}};
        while (!todo.empty()) {
            const Step step = todo.back();
            todo.pop_back();
            const ir::RewriteNode& node = nodes[step.node];
            const std::uint32_t operand = step.is_child ? add_message(step.set, "child") : step.set;
            if (!ir::is_set_operator(node.op)) {
                add_leaf(node, operand);
                continue;
            }
            const std::uint32_t set = add_message(operand, set_name(node.op));
            const std::vector<std::uint32_t> children = children_of(nodes, node);
            for (std::size_t i = children.size(); i-- > 0;)
                todo.push_back({children[i], set, true});
        }
    }

    static std::string_view set_name(ir::RewriteOp op) {
        return op == ir::RewriteOp::Union          ? "union"
               : op == ir::RewriteOp::Intersection ? "intersection"
                                                   : "exclusion";
    }

    /// Exclusions nested to the left are one exclusion of several children.
    static std::vector<std::uint32_t> children_of(const std::vector<ir::RewriteNode>& nodes,
                                                  const ir::RewriteNode& node) {
        if (node.op != ir::RewriteOp::Exclusion)
            return node.children;
        std::vector<std::uint32_t> backwards;
        const ir::RewriteNode* at = &node;
        for (; nodes[at->children[0]].op == ir::RewriteOp::Exclusion; at = &nodes[at->children[0]])
            backwards.push_back(at->children[1]);
        backwards.push_back(at->children[1]);
        backwards.push_back(at->children[0]);
        return {backwards.rbegin(), backwards.rend()};
    }

    void add_leaf(const ir::RewriteNode& node, std::uint32_t operand) {
        if (node.op == ir::RewriteOp::This) {
            add_message(operand, "_this");
        } else if (node.op == ir::RewriteOp::ComputedUserset) {
            add_text(add_message(operand, "computed_userset"), "relation", node.relation.text);
        } else {
            const std::uint32_t arrow = add_message(operand, "tuple_to_userset");
            add_text(add_message(arrow, "tupleset"), "relation", node.tupleset.text);
            const std::uint32_t target = add_message(arrow, "computed_userset");
            add_text(target, "object", "$TUPLE_USERSET_OBJECT", Field::Kind::Word);
            add_text(target, "relation", node.relation.text);
        }
    }

    const ir::Schema& schema_;
    std::set<std::string> all_types_;
    File file_;
};

} // namespace

std::string regenerate(const ir::Schema& schema) {
    return Regeneration(schema).run();
}

} // namespace pemba::schema::zanzibar
