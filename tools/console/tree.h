// Tree: draws a tree of labels with branches, without recursion.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pemba::console {

/// What is drawn: `text` may hold colour but no newline; children are indices into the same vector.
struct TreeNode {
    std::string text;
    std::vector<std::uint32_t> children;
};

/// Draws nodes[root] and all below it, one line each:
///
///   repository:pemba#push
///   ├── writer
///   │   └── user:ann
///   └── maintain
///
/// Indices must be valid and must form a tree. `branch` decorates the lines that join nodes.
[[nodiscard]] std::string
draw_tree(const std::vector<TreeNode>& nodes, std::uint32_t root,
          const std::function<std::string(const std::string&)>& branch = {});

} // namespace pemba::console
