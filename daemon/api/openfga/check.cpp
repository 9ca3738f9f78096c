// POST /stores/{store_id}/check: does this user have that relation?
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

struct Message {
    TupleKey key;
    Circumstances circumstances;
};

Message decode(Call& call) {
    Decoder& in = call.in;
    const auto [key, tuples, model, trace, context, consistency] =
        in.fields(in.root(), {{"tuple_key"},
                              {"contextual_tuples"},
                              {"authorization_model_id"},
                              {"trace"},
                              {"context"},
                              {"consistency"}});
    Message message;
    if (in.require(key, call.field("TupleKey"), Code::TupleKeyMissing))
        message.key = decode_question_key(in, key, "CheckRequestTupleKey");
    message.circumstances.contextual_tuples = decode_contextual_tuples(in, tuples);
    call.needs_model(model);
    in.boolean(trace, "trace"); // there is none to tell
    message.circumstances.context = in.structure(context).value_or("");
    decode_consistency(in, consistency);
    return message;
}

Result<CheckRequest> request_of(Message message, const std::optional<SchemaId>& model) {
    PEMBA_TRY(auto question, question_of(message.key));
    PEMBA_TRY(auto premises, premises_under(model, message.circumstances.contextual_tuples));
    CheckRequest request;
    request.userset = std::move(question.userset);
    request.subject = std::move(question.subject);
    request.context = std::move(message.circumstances.context);
    request.premises = std::move(premises);
    return request;
}

} // namespace

std::optional<http::Response> check(const Service& service, http::Request& request,
                                    http::Effort effort) {
    Call call(service, request, "CheckRequest");
    Message message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto asked = request_of(std::move(message), call.model());
    if (!asked)
        return call.refuse(asked.error());
    const bool in_passing = effort == http::Effort::Little;
    asked->budget = call.budget();
    if (in_passing)
        asked->budget.tuple_reads = kReadsInPassing;
    const auto result = call.engine().check(*asked);
    if (!result && in_passing && result.error().code == ErrorCode::BudgetExceeded)
        return std::nullopt;
    observe(service, request, *asked, result);
    if (!result)
        return call.refuse(result.error());
    call.answered_at(result->checked_at);
    JsonWriter out;
    out.begin_object().key("allowed").boolean(result->decision.is_yes());
    out.member("resolution", "").end_object();
    return call.answer(std::move(out).text());
}

} // namespace pemba::api::openfga
