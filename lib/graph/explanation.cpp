// The tuples that an explanation's yes rests on.
#include "pemba/explanation.h"

#include <algorithm>

namespace pemba {

std::vector<RelationTuple> Explanation::path() const {
    std::vector<RelationTuple> tuples;
    auto add = [&](const std::optional<RelationTuple>& tuple) {
        if (tuple && std::ranges::find(tuples, *tuple) == tuples.end())
            tuples.push_back(*tuple);
    };
    std::vector<std::uint32_t> open;
    if (!nodes.empty() && nodes[0].permissionship == Permissionship::Yes)
        open.push_back(0);
    while (!open.empty()) {
        const auto& node = nodes[open.back()];
        open.pop_back();
        add(node.via);
        add(node.grant);
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
            if (nodes[*child].permissionship == Permissionship::Yes)
                open.push_back(*child);
    }
    return tuples;
}

} // namespace pemba
