// POST /stores/{store_id}/expand: how a userset is made up, one level of it.
#include <algorithm>

#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

using Operation = UsersetTree::Operation;
using Node = UsersetTree::Node;

struct Message {
    std::string relation, object;
    std::vector<TupleKey> contextual_tuples;
};

Message decode(Call& call) {
    Decoder& in = call.in;
    const auto [key, model, consistency, tuples] = in.fields(
        in.root(),
        {{"tuple_key"}, {"authorization_model_id"}, {"consistency"}, {"contextual_tuples"}});
    Message message;
    if (in.require(key, call.field("TupleKey"), Code::TupleKeyMissing)) {
        const auto [relation, object] = in.fields(key, {{"relation"}, {"object"}});
        message.relation =
            in.optional_text(relation, kRelationRule, {"ExpandRequestTupleKey", "Relation"});
        message.object = in.optional_text(object, kObjectRule, {"ExpandRequestTupleKey", "Object"});
        if (message.relation.empty() || message.object.empty())
            in.reject({Code::InvalidExpandInput,
                       "Invalid input. Make sure you provide an object and a relation"});
    }
    call.needs_model(model);
    decode_consistency(in, consistency);
    message.contextual_tuples = decode_contextual_tuples(in, tuples);
    return message;
}

Result<ExpandRequest> request_of(const Message& message, const std::optional<SchemaId>& model) {
    PEMBA_TRY(auto object, object_of(message.object));
    PEMBA_TRY(auto premises, premises_under(model, message.contextual_tuples));
    ExpandRequest request;
    request.userset = {std::move(object), message.relation};
    request.depth = ExpandRequest::Depth::OwnRewrite;
    request.premises = std::move(premises);
    return request;
}

std::string text_of(const Userset& userset) {
    return openfga::text_of(userset.object) + "#" + userset.relation;
}

void write_users(JsonWriter& out, const Node& node) {
    std::vector<std::string> users;
    for (const Subject& subject : node.subjects)
        users.push_back(openfga::text_of(subject));
    std::ranges::sort(users);
    out.key("users").begin_object().key("users").begin_array();
    for (const std::string& user : users)
        out.string(user);
    out.end_array().end_object();
}

void write_arrow(JsonWriter& out, const UsersetTree& tree, const Node& node) {
    out.key("tupleToUserset").begin_object().member("tupleset", text_of(node.userset));
    out.key("computed").begin_array();
    for (const std::uint32_t child : node.children)
        out.begin_object().member("userset", text_of(tree.nodes[child].userset)).end_object();
    out.end_array().end_object();
}

void write_leaf(JsonWriter& out, const UsersetTree& tree, const Node& node) {
    out.key("leaf").begin_object();
    if (node.operation == Operation::Arrow)
        write_arrow(out, tree, node);
    else if (node.operation == Operation::Reference)
        out.key("computed").begin_object().member("userset", text_of(node.userset)).end_object();
    else
        write_users(out, node);
    out.end_object();
}

bool is_leaf(const Node& node) {
    return node.operation == Operation::Leaf || node.operation == Operation::Reference ||
           node.operation == Operation::Arrow;
}

void begin_operator(JsonWriter& out, const Node& node) {
    if (node.operation == Operation::Exclusion)
        out.key("difference").begin_object();
    else
        out.key(node.operation == Operation::Union ? "union" : "intersection")
            .begin_object()
            .key("nodes")
            .begin_array();
}

void end_operator(JsonWriter& out, const Node& node) {
    if (node.operation != Operation::Exclusion)
        out.end_array();
    out.end_object();
}

// A stack of its own instead of recursion. Every node has the name of the userset that is expanded.
void write_tree(JsonWriter& out, const UsersetTree& tree, const std::string& name) {
    struct Open {
        std::uint32_t index;
        std::size_t next_child = 0;
    };
    std::vector<Open> open;
    const auto begin = [&](std::uint32_t index) {
        const Node& node = tree.nodes[index];
        out.begin_object().member("name", name);
        if (is_leaf(node)) {
            write_leaf(out, tree, node);
            out.end_object();
        } else {
            begin_operator(out, node);
            open.push_back({index});
        }
    };
    begin(0);
    while (!open.empty()) {
        Open& top = open.back();
        const Node& node = tree.nodes[top.index];
        if (top.next_child == node.children.size()) {
            end_operator(out, node);
            out.end_object();
            open.pop_back();
            continue;
        }
        if (node.operation == Operation::Exclusion)
            out.key(top.next_child == 0 ? "base" : "subtract");
        begin(node.children[top.next_child++]);
    }
}

} // namespace

http::Response expand(const Service& service, http::Request& request) {
    Call call(service, request, "ExpandRequest");
    const Message message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto asked = request_of(message, call.model());
    if (!asked)
        return call.refuse(asked.error());
    asked->budget = call.budget();
    const auto result = call.engine().expand(*asked);
    if (!result)
        return call.refuse(result.error());
    call.answered_at(result->expanded_at);
    JsonWriter out;
    out.begin_object().key("tree").begin_object().key("root");
    write_tree(out, result->tree, text_of(asked->userset));
    out.end_object().end_object();
    return call.answer(std::move(out).text());
}

} // namespace pemba::api::openfga
