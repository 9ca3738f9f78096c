// Tests of console/tree.h.
#include <doctest/doctest.h>

#include "console/tree.h"

using pemba::console::draw_tree;
using pemba::console::TreeNode;

TEST_SUITE("tools/console/tree") {
    TEST_CASE("a tree: branches join children to parents, and end at the last one") {
        const std::vector<TreeNode> nodes{
            {"push", {1, 3}}, {"writer", {2}}, {"user:ann", {}}, {"maintain", {}}};
        CHECK(draw_tree(nodes, 0) == "push\n"
                                     "├── writer\n"
                                     "│   └── user:ann\n"
                                     "└── maintain\n");
    }

    TEST_CASE("a tree: any node can be the root") {
        const std::vector<TreeNode> nodes{{"push", {1}}, {"writer", {2}}, {"user:ann", {}}};
        CHECK(draw_tree(nodes, 1) == "writer\n└── user:ann\n");
    }

    TEST_CASE("a tree: branches are decorated, labels are not") {
        const std::vector<TreeNode> nodes{{"push", {1}}, {"writer", {}}};
        const auto marked = [](const std::string& text) { return "<" + text + ">"; };
        CHECK(draw_tree(nodes, 0, marked) == "push\n<└── >writer\n");
    }

    TEST_CASE("a tree: one of 1,000 levels is drawn") {
        std::vector<TreeNode> nodes(1'000);
        for (std::uint32_t i = 0; i + 1 < nodes.size(); ++i)
            nodes[i] = {"level", {i + 1}};
        nodes.back().text = "bottom";
        CHECK(draw_tree(nodes, 0).ends_with("└── bottom\n"));
    }
}
