// From the last field to the first: what a message holds stands behind it.
#include "zanzibar/lower/lower_rewrite.h"

#include <algorithm>
#include <utility>

namespace pemba::schema::zanzibar {

namespace {

ir::Name text_of(const File& file, const Field& message, std::string_view name) {
    const Field* field = find_field(file, message, name);
    return {field->value, field->value_span};
}

class RewriteLowering {
public:
    RewriteLowering(const File& file, const Shapes& shapes, std::uint32_t rewrite)
        : file_(file), shapes_(shapes), rewrite_(rewrite) {}

    std::vector<ir::RewriteNode> run() {
        std::uint32_t end = rewrite_ + 1;
        while (end < file_.fields.size() && file_.fields[end].parent >= rewrite_)
            ++end;
        node_of_.resize(end - rewrite_);
        for (std::uint32_t i = end; i-- > rewrite_;)
            lower(i);
        return finished();
    }

private:
    std::uint32_t& node_of(std::uint32_t field) { return node_of_[field - rewrite_]; }

    std::uint32_t add(ir::RewriteOp op, const Field& field,
                      std::vector<std::uint32_t> children = {}) {
        ir::RewriteNode node{op, std::move(children)};
        node.span = join(field.name_span, field.value_span);
        nodes_.push_back(std::move(node));
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }

    void lower(std::uint32_t index) {
        const Field& field = file_.fields[index];
        switch (shapes_.of[index]) {
        case Shape::Operand: node_of(index) = node_of(field.fields.front()); return;
        case Shape::SetOperation: node_of(index) = lower_set(field); return;
        case Shape::Exclusion: node_of(index) = lower_exclusion(field); return;
        case Shape::This: node_of(index) = add(ir::RewriteOp::This, field); return;
        case Shape::ComputedUserset:
            node_of(index) = add(ir::RewriteOp::ComputedUserset, field);
            nodes_.back().relation = text_of(file_, field, "relation");
            return;
        case Shape::TupleToUserset: node_of(index) = lower_arrow(field); return;
        default: return; // parts of a tuple_to_userset, and texts
        }
    }

    std::uint32_t lower_set(const Field& field) {
        std::vector<std::uint32_t> children;
        for (const std::uint32_t child : field.fields)
            children.push_back(node_of(child));
        return add(field.name == "union" ? ir::RewriteOp::Union : ir::RewriteOp::Intersection,
                   field, std::move(children));
    }

    std::uint32_t lower_exclusion(const Field& field) {
        std::uint32_t left = node_of(field.fields.front());
        for (std::size_t i = 1; i < field.fields.size(); ++i)
            left = add(ir::RewriteOp::Exclusion, field, {left, node_of(field.fields[i])});
        return left;
    }

    std::uint32_t lower_arrow(const Field& field) {
        const std::uint32_t node = add(ir::RewriteOp::TupleToUserset, field);
        nodes_[node].tupleset = text_of(file_, *find_field(file_, field, "tupleset"), "relation");
        nodes_[node].relation =
            text_of(file_, *find_field(file_, field, "computed_userset"), "relation");
        return node;
    }

    std::vector<ir::RewriteNode> finished() {
        const Field& rewrite = file_.fields[rewrite_];
        const bool is_only_this =
            nodes_.front().op == ir::RewriteOp::This &&
            std::all_of(nodes_.begin() + 1, nodes_.end(),
                        [](const ir::RewriteNode& node) { return node.children.size() == 1; });
        if (is_only_this)
            nodes_.resize(1);
        else if (!ir::is_set_operator(nodes_.back().op))
            add(ir::RewriteOp::Union, rewrite, {node_of(rewrite_)});
        return std::move(nodes_);
    }

    const File& file_;
    const Shapes& shapes_;
    const std::uint32_t rewrite_;
    std::vector<ir::RewriteNode> nodes_;
    std::vector<std::uint32_t> node_of_; ///< by field, from the rewrite on
};

} // namespace

std::vector<ir::RewriteNode> lower_rewrite(const File& file, const Shapes& shapes,
                                           std::uint32_t rewrite) {
    return RewriteLowering(file, shapes, rewrite).run();
}

} // namespace pemba::schema::zanzibar
