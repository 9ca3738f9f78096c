// Explanation view: labels the nodes of an explanation and lets console/tree.h draw them.
#include "explanation_view.h"

#include <boost/json.hpp>

#include "console/tree.h"
#include "fields.h"
#include "messages.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

// A tuple in an explanation is its text, or null.
std::string tuple_text(const json::object& node, std::string_view key) {
    const json::object& relationship = object_of(node, key);
    return relationship.empty() ? text_of(node, key) : to_string(relationship_from(relationship));
}

std::string_view joined_by(const std::string& operation) {
    if (operation.ends_with("INTERSECTION"))
        return "  all of";
    if (operation.ends_with("EXCLUSION"))
        return "  the first without the second";
    return {};
}

// What a node says behind its name.
std::string remarks(const json::object& node, const console::Style& style) {
    std::string text;
    if (const std::string via = tuple_text(node, "via"); !via.empty())
        text += style.quiet("  via " + via);
    if (const std::string grant = tuple_text(node, "grant"); !grant.empty())
        text += "  " + style.strong(grant);
    if (is_true(node, "identity"))
        text += style.quiet("  is the subject itself");
    if (is_true(node, "shownBefore"))
        text += style.quiet("  (shown above)");
    return text + style.quiet(joined_by(text_of(node, "operation")));
}

std::string label(const json::object& node, const Object& parent, const console::Style& style) {
    const std::string mark = is_true(node, "holds") ? style.good("✓") : style.bad("✗");
    const Userset userset{object_from(object_of(node, "object")), text_of(node, "relation")};
    const bool same_object = userset.object == parent;
    const std::string name = same_object ? userset.relation : to_string(userset);
    return mark + " " + name + remarks(node, style);
}

std::vector<std::uint32_t> children_of(const json::object& node, std::size_t count) {
    std::vector<std::uint32_t> children;
    for (const json::value& child : array_of(node, "children"))
        if (child.is_int64() && child.get_int64() > 0 &&
            child.get_int64() < static_cast<std::int64_t>(count))
            children.push_back(static_cast<std::uint32_t>(child.get_int64()));
    return children;
}

} // namespace

std::string explanation_text(const json::object& explanation, const console::Style& style) {
    const json::array& nodes = array_of(explanation, "nodes");
    if (nodes.empty())
        return {};
    std::vector<console::TreeNode> drawn(nodes.size());
    std::vector<Object> parents(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].is_object())
            for (const std::uint32_t child : children_of(nodes[i].get_object(), nodes.size()))
                parents[child] = object_from(object_of(nodes[i].get_object(), "object"));
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].is_object())
            drawn[i] = {label(nodes[i].get_object(), parents[i], style),
                        children_of(nodes[i].get_object(), nodes.size())};
    return console::draw_tree(drawn, 0,
                              [&](const std::string& lines) { return style.quiet(lines); });
}

} // namespace pemba::client
