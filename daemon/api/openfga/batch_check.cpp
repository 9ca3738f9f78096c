// POST /stores/{store_id}/batch-check: many checks at one snapshot.
#include <unordered_set>

#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

struct Item {
    std::string correlation_id;
    TupleKey key;
    Circumstances circumstances;
};

Item decode_item(Decoder& in, const JsonNode* node) {
    const auto [key, tuples, context, id] =
        in.fields(node, {{"tuple_key"}, {"contextual_tuples"}, {"context"}, {"correlation_id"}});
    Item item;
    if (in.require(key, {"BatchCheckItem", "TupleKey"}, Code::TupleKeyMissing))
        item.key = decode_question_key(in, key, "CheckRequestTupleKey");
    item.circumstances.contextual_tuples = decode_contextual_tuples(in, tuples);
    item.circumstances.context = in.structure(context).value_or("");
    item.correlation_id = in.text(id, kCorrelationIdRule, {"BatchCheckItem", "CorrelationId"});
    return item;
}

void check_ids(Decoder& in, const std::vector<Item>& items) {
    std::unordered_set<std::string_view> seen;
    for (const Item& item : items)
        if (!seen.insert(item.correlation_id).second)
            in.reject({Code::ValidationError,
                       "received duplicate correlation id: " + item.correlation_id});
}

std::vector<Item> decode(Call& call) {
    Decoder& in = call.in;
    const auto [checks, model, consistency] =
        in.fields(in.root(), {{"checks"}, {"authorization_model_id"}, {"consistency"}});
    std::vector<Item> items;
    for (auto* item = in.first_element(checks); item; item = in.document().next(*item))
        items.push_back(decode_item(in, item));
    if (in.ok() && items.empty())
        in.violate(call.field("Checks"), "value must contain at least 1 item(s)");
    const std::size_t most = call.service().openfga.checks_per_batch;
    if (items.size() > most)
        in.reject({Code::ValidationError, "batchCheck received " + std::to_string(items.size()) +
                                              " checks, the maximum allowed is " +
                                              std::to_string(most)});
    check_ids(in, items);
    call.needs_model(model);
    decode_consistency(in, consistency);
    return items;
}

Result<CheckItem> question_of_item(const Item& item) {
    PEMBA_TRY(auto question, question_of(item.key));
    PEMBA_TRY(auto tuples, premises_of(item.circumstances.contextual_tuples));
    CheckItem asked;
    asked.userset = std::move(question.userset);
    asked.subject = std::move(question.subject);
    asked.context = item.circumstances.context;
    asked.tuples = std::move(tuples);
    return asked;
}

// Whose mistake it is decides the member that names the code.
void write_error(JsonWriter& out, const Error& error) {
    const Status status = to_status(error);
    out.key("error").begin_object();
    out.member(http_status(status.code) < 500 ? "input_error" : "internal_error",
               name_of(status.code));
    out.member("message", status.message).end_object();
}

using Answers = std::vector<Result<CheckResult>>;

// Asks all that can be asked; what cannot is answered with why.
Result<Answers> ask(Call& call, const http::Request& from, const std::vector<Item>& items) {
    BulkCheckRequest request;
    request.schema = call.model();
    request.budget = call.budget();
    std::vector<std::optional<Error>> refused;
    for (const Item& item : items) {
        auto asked = question_of_item(item);
        refused.push_back(asked ? std::nullopt : std::optional(asked.error()));
        if (asked)
            request.items.push_back(*std::move(asked));
    }
    PEMBA_TRY(auto result, call.engine().check_bulk(request));
    call.answered_at(result.checked_at);
    observe(call.service(), from, request.items, result.results);
    Answers answers;
    auto next = result.results.begin();
    for (auto& why : refused)
        answers.push_back(why ? Result<CheckResult>(*std::move(why)) : std::move(*next++));
    return answers;
}

std::string encode(const std::vector<Item>& items, const Answers& answers) {
    JsonWriter out;
    out.begin_object().key("result").begin_object();
    for (std::size_t i = 0; i < items.size(); ++i) {
        out.key(items[i].correlation_id).begin_object();
        if (answers[i])
            out.key("allowed").boolean(answers[i]->decision.is_yes());
        else
            write_error(out, answers[i].error());
        out.end_object();
    }
    out.end_object().end_object();
    return std::move(out).text();
}

} // namespace

http::Response batch_check(const Service& service, http::Request& request) {
    Call call(service, request, "BatchCheckRequest");
    const std::vector<Item> items = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto answers = ask(call, request, items);
    if (!answers)
        return call.refuse(answers.error());
    return call.answer(encode(items, *answers));
}

} // namespace pemba::api::openfga
