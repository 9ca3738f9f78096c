// POST /access/v1/evaluations: many questions at one snapshot.
#include "api/authzen/handlers.h"
#include "api/authzen/question.h"
#include "api/authzen/verdict.h"
#include "api/observe.h"

namespace pemba::api::authzen {
namespace {

// After which decision no more are given; nothing: after none.
using StopAt = std::optional<bool>;

struct Item {
    Question question;
    std::optional<Status> mistake; ///< then there is no question
};

struct Message {
    std::vector<Item> items;
    bool is_single = false; ///< one question, the message's own
    StopAt stop_at;
};

StopAt decode_options(Decoder& in, const JsonNode* options) {
    const JsonNode* node = in.member(options, "evaluations_semantic");
    if (node == nullptr)
        return {};
    if (node->kind != JsonNode::Kind::String)
        in.fail("`options.evaluations_semantic` must be a string");
    if (node->text == "deny_on_first_deny")
        return false;
    if (node->text == "permit_on_first_permit")
        return true;
    return {}; // `execute_all`, and what others may think of: all the decisions
}

Item decode_item(const JsonDocument& document, const JsonNode& node, const Parts& defaults) {
    Decoder in(document); // its mistakes are its own
    if (node.kind != JsonNode::Kind::Object)
        in.fail("an item of `evaluations` must be an object");
    Item item;
    item.question = decode_question(in, with_defaults(parts_of(in, &node), defaults));
    item.mistake = in.mistake();
    return item;
}

Message decode(Decoder& in, std::size_t most_items) {
    const JsonDocument& document = in.document();
    const JsonNode* root = &document.root();
    const Parts defaults = parts_of(in, root);
    Message message;
    message.stop_at = decode_options(in, in.object(root, "options"));
    const JsonNode* list = in.member(root, "evaluations");
    if (list != nullptr && list->kind != JsonNode::Kind::Array)
        in.fail("`evaluations` must be an array");
    else if (list != nullptr)
        for (auto* node = document.first_child(*list); node; node = document.next(*node))
            message.items.push_back(decode_item(document, *node, defaults));
    if (message.items.size() > most_items)
        in.fail("`evaluations` has " + std::to_string(message.items.size()) +
                " items, `openfga-max-checks-per-batch` is " + std::to_string(most_items));
    message.is_single = message.items.empty();
    if (message.is_single)
        message.items.push_back({decode_question(in, defaults), {}});
    return message;
}

// The answers to the questions there are, in order.
Result<BulkCheckResult> ask(const Call& call, const http::Request& from,
                            const std::vector<Item>& items) {
    BulkCheckRequest request;
    request.schema = call.schema();
    request.budget = call.budget();
    for (const Item& item : items)
        if (!item.mistake)
            request.items.push_back(check_item(item.question));
    PEMBA_TRY(auto asked, call.engine().check_bulk(request));
    observe(call.service(), from, request.items, asked.results);
    return asked;
}

Verdict verdict_of_item(const Item& item, const Result<CheckResult>* answer) {
    if (item.mistake)
        return {false, item.mistake};
    auto verdict = verdict_of(*answer);
    return verdict ? *std::move(verdict) : Verdict{false, status_of(verdict.error())};
}

std::string encode(const Message& message, const std::vector<Result<CheckResult>>& answers) {
    JsonWriter out;
    out.begin_object().key("evaluations").begin_array();
    auto answer = answers.begin();
    for (const Item& item : message.items) {
        const Verdict verdict = verdict_of_item(item, item.mistake ? nullptr : &*answer++);
        write_verdict(out, verdict);
        if (verdict.decision == message.stop_at)
            break;
    }
    out.end_array().end_object();
    return std::move(out).text();
}

} // namespace

http::Response evaluations(const Service& service, http::Request& request) {
    Call call(service, request);
    if (auto refusal = call.refusal())
        return *std::move(refusal);
    Decoder in(call.message());
    const Message message = decode(in, service.openfga.checks_per_batch);
    if (in.mistake())
        return call.refuse(*in.mistake());
    const auto asked = ask(call, request, message.items);
    if (!asked)
        return call.refuse(asked.error());
    call.answered_at(asked->checked_at);
    if (message.is_single)
        return answer_verdict(call, asked->results.front());
    return call.answer(encode(message, asked->results));
}

} // namespace pemba::api::authzen
