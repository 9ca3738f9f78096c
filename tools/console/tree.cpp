// Tree: a depth-first walk with an explicit stack, since data decides how deep a tree is.
#include "console/tree.h"

namespace pemba::console {
namespace {

struct Pending {
    std::uint32_t node;
    std::string indent; // what stands before the children of this node
    std::string branch; // what joins the node to its parent
};

} // namespace

std::string draw_tree(const std::vector<TreeNode>& nodes, std::uint32_t root,
                      const std::function<std::string(const std::string&)>& branch) {
    const auto decorated = [&](const std::string& text) {
        return branch && !text.empty() ? branch(text) : text;
    };
    std::string out;
    std::vector<Pending> stack{{root, "", ""}};
    while (!stack.empty()) {
        const Pending pending = std::move(stack.back());
        stack.pop_back();
        const TreeNode& node = nodes[pending.node];
        out += decorated(pending.branch) + node.text + '\n';
        for (std::size_t left = node.children.size(); left-- > 0;) {
            const bool last = left + 1 == node.children.size();
            stack.push_back({node.children[left], pending.indent + (last ? "    " : "│   "),
                             pending.indent + (last ? "└── " : "├── ")});
        }
    }
    return out;
}

} // namespace pemba::console
