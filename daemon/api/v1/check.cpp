// POST /v1/permissions/check: may this subject do that?
#include "api/observe.h"
#include "api/v1/check_trace.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

// A proof, and the overlay of an old snapshot, cost more than the reads that they are counted in.
bool may_be_quick(const CheckRequest& request) {
    return !request.explain && request.consistency.kind() != Consistency::Kind::ExactSnapshot;
}

struct Message {
    CheckRequest request;
    bool with_tracing = false;
    bool with_explanation = false; ///< Pemba's own: why, in full
};

Message decode(Decoder& in) {
    const auto [consistency, resource, permission, subject, context, tracing, explanation] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"resource", "resource"},
                              {"permission", "permission"},
                              {"subject", "subject"},
                              {"context", "context"},
                              {"withTracing", "with_tracing"},
                              {"withExplanation", "with_explanation"}});
    Message message;
    CheckRequest& request = message.request;
    request.consistency = decode_consistency(in, consistency);
    request.userset.object = decode_resource(in, resource, {nullptr, "resource"});
    request.userset.relation = in.text(permission, kOptionalRelationRule, {nullptr, "permission"});
    request.subject = decode_subject(in, subject, {nullptr, "subject"});
    request.context = decode_context(in, context);
    message.with_tracing = in.boolean(tracing, "withTracing");
    message.with_explanation = in.boolean(explanation, "withExplanation");
    request.explain = message.with_tracing || message.with_explanation;
    return message;
}

std::string encode(const Message& message, const CheckResult& result, const Call& call) {
    JsonWriter out;
    out.begin_object();
    write_token(out, "checkedAt", result.checked_at.token);
    out.member("permissionship", permissionship_name(result.decision.permissionship));
    write_partial_caveat_info(out, result.decision.missing_context);
    out.key("debugTrace");
    if (message.with_tracing && result.explanation)
        write_debug_trace(out, *result.explanation, message.request.subject, call.engine());
    else
        out.null();
    out.member_null("optionalExpiresAt");
    if (message.with_explanation && result.explanation) {
        out.key("explanation");
        write_explanation(out, *result.explanation);
    }
    out.end_object();
    return std::move(out).text();
}

} // namespace

std::optional<http::Response> check_permission(const Service& service, http::Request& request,
                                               http::Effort effort) {
    Call call(service, request, Shape::Unary);
    Message message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const bool in_passing = effort == http::Effort::Little;
    if (in_passing && !may_be_quick(message.request))
        return std::nullopt;
    message.request.budget = call.budget();
    if (in_passing)
        message.request.budget.tuple_reads = kReadsInPassing;
    const auto result = call.engine().check(message.request);
    if (!result && in_passing && result.error().code == ErrorCode::BudgetExceeded)
        return std::nullopt;
    observe(service, request, message.request, result);
    if (!result)
        return call.refuse(result.error());
    return json_response(encode(message, *result, call));
}

} // namespace pemba::api::v1
