// Userset tree view: flattens the nested answer with an explicit stack, then draws it.
#include "userset_tree_view.h"

#include <boost/json.hpp>

#include "console/tree.h"
#include "messages/fields.h"
#include "messages/messages.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

struct Pending {
    const json::object* node;
    std::uint32_t place; // where its TreeNode is
    Object parent;
};

std::string_view joined_by(const std::string& operation) {
    if (operation == "OPERATION_UNION")
        return "  any of";
    if (operation == "OPERATION_INTERSECTION")
        return "  all of";
    return "  the first without the others";
}

class Flattener {
public:
    Flattener(const json::object& root, const console::Style& style) : style_(style) {
        nodes_.emplace_back();
        stack_.push_back({&root, 0, {}});
        while (!stack_.empty()) {
            const Pending pending = std::move(stack_.back());
            stack_.pop_back();
            flatten(pending);
        }
    }

    [[nodiscard]] const std::vector<console::TreeNode>& nodes() const { return nodes_; }

private:
    void flatten(const Pending& pending) {
        const json::object& node = *pending.node;
        const Object object = object_from(object_of(node, "expandedObject"));
        const std::string relation = text_of(node, "expandedRelation");
        const json::object& inner = object_of(node, "intermediate");
        const std::string name =
            object == pending.parent ? relation : to_string(Userset{object, relation});
        nodes_[pending.place].text =
            style_.strong(name) +
            (inner.empty() ? "" : style_.quiet(joined_by(text_of(inner, "operation"))));
        for (const json::value& child : array_of(inner, "children"))
            if (child.is_object())
                stack_.push_back({&child.get_object(), add_child(pending.place), object});
        add_subjects(pending.place, array_of(object_of(node, "leaf"), "subjects"));
    }

    void add_subjects(std::uint32_t place, const json::array& subjects) {
        for (const json::value& subject : subjects)
            if (subject.is_object())
                nodes_[add_child(place)].text = to_string(subject_from(subject.get_object()));
    }

    std::uint32_t add_child(std::uint32_t parent) {
        const auto place = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
        nodes_[parent].children.push_back(place);
        return place;
    }

    const console::Style& style_;
    std::vector<console::TreeNode> nodes_;
    std::vector<Pending> stack_;
};

} // namespace

std::string userset_tree_text(const json::object& root, const console::Style& style) {
    const Flattener flattened(root, style);
    return console::draw_tree(flattened.nodes(), 0,
                              [&](const std::string& lines) { return style.quiet(lines); });
}

} // namespace pemba::client
