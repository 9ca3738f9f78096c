// Explanation view: labels the nodes of an explanation and lets console/tree.h draw them.
#include "explanation_view.h"

#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/tree.h"
#include "messages/fields.h"
#include "pemba/relation_tuple.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

// Absent, or not a tuple, is nothing.
std::optional<RelationTuple> tuple_of(const json::object& node, std::string_view key) {
    auto tuple = parse_relation_tuple(text_of(node, key));
    return tuple ? std::optional(*std::move(tuple)) : std::nullopt;
}

std::int64_t number_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

Userset userset_of(const json::object& node) {
    auto userset = parse_userset(text_of(node, "userset"));
    return userset ? *std::move(userset) : Userset();
}

std::string_view joined_by(const std::string& operation) {
    if (operation == "intersection")
        return "  all of";
    if (operation == "exclusion")
        return "  the first without the second";
    return {};
}

// The tuple that leads here from the parent, as far as the two lines do not tell it already.
std::string way_here(const Userset& parent, const RelationTuple& via) {
    if (via.object != parent.object)
        return "  via " + to_string(via);
    const bool told = via.relation == parent.relation && via.subject.is_userset();
    return told ? "" : "  via " + via.relation;
}

// The subject that a tuple of this very line names, or else the whole tuple.
std::string granted(const Userset& userset, const RelationTuple& grant) {
    const bool told = grant.object == userset.object && grant.relation == userset.relation;
    return told ? to_string(grant.subject) : to_string(grant);
}

std::string mark_of(std::string_view permissionship, const console::Style& style) {
    if (permissionship == "PERMISSIONSHIP_HAS_PERMISSION")
        return style.good("✓ ");
    if (permissionship == "PERMISSIONSHIP_CONDITIONAL_PERMISSION")
        return style.strong("? ");
    return style.bad("✗ ");
}

// How the condition of a tuple was judged: its name, the outcome and what is missing.
std::string condition_text(const json::object& node, std::string_view key) {
    const auto* outcome = node.if_contains(key);
    if (outcome == nullptr || !outcome->is_object())
        return {};
    const json::object& condition = outcome->get_object();
    std::string text = "  if " + text_of(condition, "condition") + ": " +
                       text_of(condition, "expression") + " of " +
                       json::serialize(condition.at("context"));
    const std::string result = text_of(condition, "result");
    if (result == "RESULT_TRUE")
        return text + " is true";
    if (result == "RESULT_FALSE")
        return text + " is false";
    if (const std::string failure = text_of(condition, "failure"); !failure.empty())
        return text + " fails: " + failure;
    text += " lacks";
    for (const json::value& name : array_of(condition, "missingContext"))
        if (name.is_string())
            text += " " + std::string(name.get_string());
    return text;
}

std::string label(const json::object& node, const Userset& parent, const console::Style& style) {
    const Userset userset = userset_of(node);
    std::string text = mark_of(text_of(node, "permissionship"), style);
    text += userset.object == parent.object ? userset.relation : to_string(userset);
    if (const auto via = tuple_of(node, "via"))
        text += style.quiet(way_here(parent, *via) + condition_text(node, "viaCondition"));
    if (const auto grant = tuple_of(node, "grant"))
        text += "  " + style.strong(granted(userset, *grant)) +
                style.quiet(condition_text(node, "grantCondition"));
    if (is_true(node, "identity"))
        text += style.quiet("  is the subject itself");
    if (is_true(node, "shownBefore"))
        text += style.quiet("  (shown elsewhere)");
    return text + style.quiet(joined_by(text_of(node, "operation")));
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

std::string path_text(const json::object& explanation) {
    std::string text;
    for (const json::value& tuple : array_of(explanation, "path"))
        if (tuple.is_string())
            text += "  " + std::string(tuple.get_string()) + "\n";
    return text;
}

std::string plan_text(const json::object& explanation) {
    const json::object& plan = object_of(explanation, "plan");
    if (plan.empty())
        return {};
    std::string text = fmt::format("\nplan: {} reads\n", number_of(plan, "reads"));
    for (const json::value& value : array_of(plan, "steps")) {
        if (!value.is_object())
            continue;
        const json::object& step = value.get_object();
        const bool from_subject = text_of(step, "from") == "subject";
        const std::string side = from_subject ? fmt::format("looked up the subject's {} in",
                                                            number_of(step, "subjectSets"))
                                              : "read all that is nested in";
        text += fmt::format("  {}: {} {} of the object's, {} reads\n", text_of(step, "sets"), side,
                            number_of(step, "entries"), number_of(step, "reads"));
    }
    return text;
}

std::string explanation_text(const json::object& explanation, const console::Style& style) {
    const json::array& nodes = array_of(explanation, "nodes");
    if (nodes.empty())
        return {};
    std::vector<console::TreeNode> drawn(nodes.size());
    std::vector<Userset> parents(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!nodes[i].is_object())
            continue;
        drawn[i].children = children_of(nodes[i].get_object(), nodes.size());
        for (const std::uint32_t child : drawn[i].children)
            parents[child] = userset_of(nodes[i].get_object());
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].is_object())
            drawn[i].text = label(nodes[i].get_object(), parents[i], style);
    return console::draw_tree(drawn, 0,
                              [&](const std::string& lines) { return style.quiet(lines); });
}

} // namespace pemba::client
