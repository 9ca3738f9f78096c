// Call: what surrounds every handler of OpenFGA's API.
#include "api/openfga/call.h"

#include <algorithm>

#include "api/openfga/page_token.h"
#include "api/retry_after.h"
#include "http/query.h"

namespace pemba::api::openfga {
namespace {

Status status_of(tokens::Refusal::Reason reason) {
    using Reason = tokens::Refusal::Reason;
    switch (reason) {
    case Reason::Token: break;
    case Reason::Issuer: return {Code::InvalidIssuer, "invalid issuer"};
    case Reason::Audience: return {Code::InvalidAudience, "invalid audience"};
    case Reason::Subject: return {Code::InvalidSubject, "invalid subject"};
    case Reason::Expired:
    case Reason::Claims: return {Code::InvalidClaims, "invalid claims"};
    }
    return {Code::InvalidBearerToken, "invalid bearer token"};
}

Status status_of(const Denial& denial) {
    switch (denial.kind) {
    case Denial::Kind::KeyMissing: return {Code::BearerTokenMissing, "missing bearer token"};
    case Denial::Kind::KeyUnknown: return {Code::Unauthenticated, "unauthenticated"};
    case Denial::Kind::QuotaUsed: return {Code::ResourceExhausted, denial.message};
    case Denial::Kind::NotRecorded: return {Code::Unavailable, denial.message};
    case Denial::Kind::TokenInvalid: return status_of(denial.token->reason);
    case Denial::Kind::Forbidden: break;
    }
    return {Code::Forbidden, denial.message};
}

http::Response refusal_of(const Service& service, const http::Request& request,
                          const Denial& denial, Shape shape) {
    http::Response response = error_response(status_of(denial), shape);
    if (denial.kind == Denial::Kind::QuotaUsed) {
        response.status = 429;
        tell_when_to_retry(response, denial.wait);
    }
    add_headers(service, request, response);
    return response;
}

} // namespace

http::Response refuse(const Service& service, const http::Request& request, const Denial& denial) {
    return refusal_of(service, request, denial, Shape::Unary);
}

http::Response refuse_stream(const Service& service, const http::Request& request,
                             const Denial& denial) {
    return refusal_of(service, request, denial, Shape::Stream);
}

Call::Call(const Service& service, http::Request& request, std::string_view message, Shape shape)
    : service_(service), request_(request), message_(message),
      store_id_(request.parameter("store_id")), shape_(shape), budget_(budget_of(request)) {
    if (request.method != "GET")
        in.parse(request.body);
    if (!request.parameters.empty())
        in.expect(store_id_, kIdRule, field("StoreId"));
}

std::optional<std::string> Call::query(std::string_view name) const {
    return http::find_in_query(request_.query, name);
}

std::optional<std::string> Call::decode_place(std::string_view token) {
    if (token.empty())
        return {};
    in.expect(token, kTokenRule, field("ContinuationToken"));
    auto place = place_of(token);
    if (!place)
        in.reject({Code::InvalidContinuationToken, "Invalid continuation token"});
    return place;
}

void Call::needs_model(const JsonNode* named) {
    needs_model_ = true;
    const auto id = in.optional_text(named, kIdRule, field("AuthorizationModelId"));
    if (!id.empty())
        model_.name(id);
}

std::optional<http::Response> Call::refusal_of_message() const {
    if (const auto status = in.refusal())
        // What is wrong with the JSON is found before a stream begins.
        return in.ok() ? refuse(*status) : error_response(*status, Shape::Unary);
    if (in.rejected())
        return refuse(*in.rejected());
    if (!budget_)
        return refuse(budget_.error());
    return {};
}

std::optional<http::Response> Call::refusal() {
    if (auto refused = refusal_of_message())
        return refused;
    if (auto status = find_store())
        return refuse(*status);
    if (auto status = find_model())
        return refuse(*status);
    return {};
}

std::optional<Status> Call::find_store() {
    if (store_id_.empty())
        return {};
    auto found = service_.database.find_store(store_id_);
    if (found)
        store_ = *std::move(found);
    else if (found.error().code != ErrorCode::StoreUnknown || !needs_model_)
        return to_status(found.error());
    return {};
}

std::optional<Status> Call::find_model() {
    if (!needs_model_)
        return {};
    const auto none = [&] {
        return Status{Code::LatestModelNotFound,
                      "No authorization models found for store '" + std::string(store_id_) + "'"};
    };
    if (!store_)
        return none();
    if (model_.named()) // whether it is there is for the engine to say
        return {};
    const auto found = model_.find(*store_);
    if (found)
        return {};
    return found.error().code == ErrorCode::NoSchema ? none() : to_status(found.error());
}

http::Response Call::refuse(const Status& status) const {
    return error_response(status, shape_);
}

http::Response Call::refuse(const Error& error) const {
    return refuse(to_status(error));
}

http::Response Call::answer(std::string body, unsigned status) const {
    http::Response response{.status = status, .body = std::move(body)};
    tell_model(response);
    return response;
}

void add_headers(const Service& service, const http::Request& request, http::Response& response) {
    response.add_header("fga-request-id", request.id);
    if (const auto store = request.parameter("store_id"); !store.empty())
        response.add_header("Openfga-Store-Id", store);
    if (service.cors_origins.empty())
        return;
    response.add_header("Vary", "Origin");
    const auto allows = [&](std::string_view origin) {
        return std::ranges::find(service.cors_origins, origin) != service.cors_origins.end();
    };
    const std::string_view origin = request.header("Origin");
    if (!origin.empty() && (allows(origin) || allows("*")))
        response.add_header("Access-Control-Allow-Origin", allows(origin) ? origin : "*");
}

http::Response allow_origin(const Service&, http::Request& request) {
    http::Response response{.status = 204, .content_type = {}};
    const auto echo = [&](std::string_view asked, std::string_view allowed) {
        if (const auto value = request.header(asked); !value.empty())
            response.add_header(allowed, value);
    };
    echo("Access-Control-Request-Method", "Access-Control-Allow-Methods");
    echo("Access-Control-Request-Headers", "Access-Control-Allow-Headers");
    return response;
}

http::Response render_failure(http::Failure failure) {
    using http::Failure;
    const auto tell = [](Code code, std::string message) {
        return error_response({code, std::move(message)}, Shape::Unary);
    };
    switch (failure) {
    case Failure::Malformed:
        return tell(Code::ValidationError, "the request is not valid HTTP/1.1");
    case Failure::NeedsTls:
        return tell(Code::ValidationError, "this port speaks TLS: say `https://` instead");
    case Failure::UnknownPath: return tell(Code::UndefinedEndpoint, "Not Found");
    case Failure::UnknownMethod: return tell(Code::Unimplemented, "Method Not Allowed");
    case Failure::HeaderTooLarge:
        return tell(Code::ResourceExhausted,
                    "the request's header is larger than `max-header-bytes`");
    case Failure::BodyTooLarge:
    case Failure::MessageTooLarge:
        return tell(Code::ResourceExhausted,
                    "the request's body is larger than `openfga-max-body-bytes`");
    case Failure::Timeout:
        return tell(Code::DeadlineExceeded, "the request did not arrive within `read-timeout`");
    case Failure::Overloaded:
        return tell(Code::Unavailable, "too many connections or requests at once; try again");
    case Failure::Internal: return tell(Code::InternalError, "Internal Server Error");
    }
    return tell(Code::InternalError, "Internal Server Error");
}

void tell_completeness(http::Response& response, bool complete) {
    if (!complete)
        response.add_header("Pemba-Complete", "false");
}

} // namespace pemba::api::openfga
