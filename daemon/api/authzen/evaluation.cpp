// POST /access/v1/evaluation: may this subject do that?
#include "api/authzen/handlers.h"
#include "api/authzen/question.h"
#include "api/authzen/verdict.h"
#include "api/observe.h"

namespace pemba::api::authzen {
namespace {

CheckRequest request_of(const Question& question, const std::optional<SchemaId>& schema) {
    CheckItem item = check_item(question);
    CheckRequest request;
    request.userset = std::move(item.userset);
    request.subject = std::move(item.subject);
    request.context = std::move(item.context);
    request.missing_context = item.missing_context;
    request.premises.schema = schema;
    return request;
}

} // namespace

std::optional<http::Response> evaluation(const Service& service, http::Request& request,
                                         http::Effort effort) {
    Call call(service, request);
    if (auto refusal = call.refusal())
        return refusal;
    Decoder in(call.message());
    const Question question = decode_question(in, parts_of(in, &call.message().root()));
    if (in.mistake())
        return call.refuse(*in.mistake());
    CheckRequest asked = request_of(question, call.schema());
    const bool in_passing = effort == http::Effort::Little;
    asked.budget = call.budget();
    if (in_passing)
        asked.budget.tuple_reads = kReadsInPassing;
    const auto result = call.engine().check(asked);
    if (!result && in_passing && result.error().code == ErrorCode::BudgetExceeded)
        return std::nullopt;
    observe(service, request, asked, result);
    if (result)
        call.answered_at(result->checked_at);
    return answer_verdict(call, result);
}

} // namespace pemba::api::authzen
