// POST /v1/permissions/checkbulk: many checks at one snapshot.
#include "api/observe.h"
#include "api/v1/check_trace.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::size_t kMaxItems = 10'000;

struct Message {
    BulkCheckRequest request;
    bool with_tracing = false;
    bool with_explanation = false; ///< Pemba's own: why, in full
};

CheckItem decode_item(Decoder& in, const JsonNode* node, const Path& path, Message& message) {
    const auto [resource, permission, subject, context] =
        in.fields(node, {{"resource", "resource"},
                         {"permission", "permission"},
                         {"subject", "subject"},
                         {"context", "context"}});
    CheckItem item;
    item.userset.object = decode_resource(in, resource, {&path, "resource"});
    item.userset.relation = in.text(permission, kOptionalRelationRule, {&path, "permission"});
    item.subject = decode_subject(in, subject, {&path, "subject"});
    item.explain = message.with_tracing || message.with_explanation;
    item.context = decode_context(in, context);
    return item;
}

void check_count(Decoder& in, std::size_t count) {
    if (count <= kMaxItems)
        return;
    in.reject({.code = Code::InvalidArgument,
               .message = "check count of " + std::to_string(count) +
                          " is greater than maximum allowed of " + std::to_string(kMaxItems),
               .reason = "UNSPECIFIED",
               .metadata = {{"check_count", std::to_string(count)},
                            {"maximum_checks_allowed", std::to_string(kMaxItems)}}});
}

Message decode(Decoder& in) {
    const auto [consistency, items, tracing, explanation] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"items", "items"},
                              {"withTracing", "with_tracing"},
                              {"withExplanation", "with_explanation"}});
    Message message;
    message.with_tracing = in.boolean(tracing, "withTracing");
    message.with_explanation = in.boolean(explanation, "withExplanation");
    message.request.consistency = decode_consistency(in, consistency);
    for (auto* item = in.first_element(items); item; item = in.document().next(*item)) {
        const Path path{nullptr, "items", static_cast<std::int64_t>(message.request.items.size())};
        message.request.items.push_back(decode_item(in, item, path, message));
    }
    check_count(in, message.request.items.size());
    return message;
}

void write_request(JsonWriter& out, const CheckItem& item) {
    out.key("request").begin_object().key("resource");
    write_object(out, item.userset.object);
    out.member("permission", item.userset.relation).key("subject");
    write_subject(out, item.subject);
    out.key("context").raw(item.context.empty() ? "null" : item.context).end_object();
}

enum class Traces { Shown, LeftOut };

void write_item(JsonWriter& out, const CheckItem& item, const CheckResult& result, const Call& call,
                const Message& message, Traces traces) {
    out.key("item").begin_object();
    out.member("permissionship", permissionship_name(result.decision.permissionship));
    write_partial_caveat_info(out, result.decision.missing_context);
    if (traces == Traces::Shown) {
        out.key("debugTrace");
        if (message.with_tracing && result.explanation)
            write_debug_trace(out, *result.explanation, item.subject, call.engine());
        else
            out.null();
    }
    if (message.with_explanation && result.explanation) {
        out.key("explanation");
        write_explanation(out, *result.explanation);
    }
    out.end_object();
}

std::string encode(const Message& message, const BulkCheckResult& result, const Call& call,
                   Traces traces) {
    JsonWriter out;
    out.begin_object();
    write_token(out, "checkedAt", result.checked_at.token);
    out.key("pairs").begin_array();
    for (std::size_t i = 0; i < result.results.size(); ++i) {
        const CheckItem& item = message.request.items[i];
        out.begin_object();
        write_request(out, item);
        if (const auto& answer = result.results[i])
            write_item(out, item, *answer, call, message, traces);
        else
            out.key("error").raw(to_json(to_status(answer.error())));
        out.end_object();
    }
    out.end_array().end_object();
    return std::move(out).text();
}

http::Response answer(const Service& service, http::Request& request, Traces traces) {
    Call call(service, request, Shape::Unary);
    Message message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.request.budget = call.budget();
    const auto result = call.engine().check_bulk(message.request);
    if (!result)
        return call.refuse(result.error());
    observe(service, request, message.request.items, result->results);
    return json_response(encode(message, *result, call, traces));
}

} // namespace

http::Response check_bulk(const Service& service, http::Request& request) {
    return answer(service, request, Traces::Shown);
}

http::Response check_bulk_experimental(const Service& service, http::Request& request) {
    return answer(service, request, Traces::LeftOut);
}

} // namespace pemba::api::v1
