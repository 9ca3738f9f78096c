// POST /v1/permissions/expand: how a userset is made up.
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

using Operation = UsersetTree::Operation;
using Node = UsersetTree::Node;

ExpandRequest decode(Decoder& in) {
    const auto [consistency, resource, permission] = in.fields(
        in.root(),
        {{"consistency", "consistency"}, {"resource", "resource"}, {"permission", "permission"}});
    ExpandRequest request;
    request.consistency = decode_consistency(in, consistency);
    request.userset.object = decode_resource(in, resource, {nullptr, "resource"});
    request.userset.relation = in.text(permission, kOptionalRelationRule, {nullptr, "permission"});
    return request;
}

std::string_view operation_name(Operation operation) {
    switch (operation) {
    case Operation::Leaf:
    case Operation::Reference: // these two are not where everything is opened
    case Operation::Arrow: break;
    case Operation::Union: return "OPERATION_UNION";
    case Operation::Intersection: return "OPERATION_INTERSECTION";
    case Operation::Exclusion: return "OPERATION_EXCLUSION";
    }
    return "OPERATION_UNSPECIFIED";
}

void begin_node(JsonWriter& out, const Node& node) {
    out.begin_object();
    if (node.operation != Operation::Leaf) {
        out.key("intermediate").begin_object();
        out.member("operation", operation_name(node.operation)).key("children").begin_array();
        return;
    }
    out.key("leaf").begin_object().key("subjects").begin_array();
    for (const Subject& subject : node.subjects)
        write_subject(out, subject);
}

void end_node(JsonWriter& out, const Node& node) {
    out.end_array().end_object().key("expandedObject");
    write_object(out, node.userset.object);
    out.member("expandedRelation", node.userset.relation).end_object();
}

// A stack of its own instead of recursion: the tree is as deep as the data.
void write_tree(JsonWriter& out, const UsersetTree& tree) {
    struct Open {
        std::uint32_t index;
        std::size_t next_child = 0;
    };
    std::vector<Open> open{{0}};
    begin_node(out, tree.nodes[0]);
    while (!open.empty()) {
        Open& top = open.back();
        const Node& node = tree.nodes[top.index];
        if (top.next_child == node.children.size()) {
            end_node(out, node);
            open.pop_back();
            continue;
        }
        const std::uint32_t child = node.children[top.next_child++];
        begin_node(out, tree.nodes[child]);
        open.push_back({child});
    }
}

} // namespace

http::Response expand_permission_tree(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    ExpandRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.budget = call.budget();
    const auto result = call.engine().expand(message);
    if (!result)
        return call.refuse(result.error());
    JsonWriter out;
    out.begin_object();
    write_token(out, "expandedAt", result->expanded_at.token);
    out.key("treeRoot");
    write_tree(out, result->tree);
    out.end_object();
    return json_response(std::move(out).text());
}

} // namespace pemba::api::v1
