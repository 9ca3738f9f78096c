// Call: what surrounds every handler of the v1 API.
#include "api/v1/call.h"

namespace pemba::api::v1 {
namespace {

Code code_of(Denial::Kind kind) {
    switch (kind) {
    case Denial::Kind::KeyMissing:
    case Denial::Kind::KeyUnknown:
    case Denial::Kind::TokenInvalid: return Code::Unauthenticated;
    case Denial::Kind::Forbidden: return Code::PermissionDenied;
    case Denial::Kind::QuotaUsed: return Code::ResourceExhausted;
    case Denial::Kind::NotRecorded: return Code::Unavailable;
    }
    return Code::PermissionDenied;
}

Status status_of(const Denial& denial) {
    return {.code = code_of(denial.kind), .message = denial.message, .reason = {}};
}

http::Response refusal_of(const Denial& denial, Shape shape) {
    http::Response response = error_response(status_of(denial), shape);
    tell_denial(response, denial);
    return response;
}

} // namespace

http::Response refuse(const Service&, const http::Request&, const Denial& denial) {
    return refusal_of(denial, Shape::Unary);
}

http::Response refuse_stream(const Service&, const http::Request&, const Denial& denial) {
    return refusal_of(denial, Shape::Stream);
}

Result<std::shared_ptr<Engine>> store_of(const Service& service, const http::Request& request) {
    const std::string_view named = request.header("Pemba-Store");
    if (named.empty())
        return service.database.default_store();
    return service.database.find_store(named);
}

Call::Call(const Service& service, http::Request& request, Shape shape)
    : service_(service), shape_(shape), budget_(budget_of(request)),
      store_(store_of(service, request)) {
    if (store_)
        in.take_names_of(**store_);
    in.parse(request.body);
}

std::optional<http::Response> Call::refusal() {
    if (const auto status = in.json_refusal())
        return error_response(*status, Shape::Unary);
    if (!budget_)
        return refuse(budget_.error());
    if (!store_)
        return refuse(store_.error());
    if (const auto status = in.rule_refusal())
        return refuse(*status);
    return {};
}

http::Response json_response(std::string body) {
    return {.status = 200, .body = std::move(body)};
}

http::Response stream_response(std::unique_ptr<http::ChunkSource> source) {
    http::Response response;
    if (auto first = source->next())
        response.body = std::move(*first);
    if (response.body.empty())
        response.content_type = {}; // as the peer answers an empty stream
    else
        response.more = std::move(source);
    return response;
}

Status limit_too_large(std::uint64_t given, std::uint64_t maximum) {
    return {.code = Code::InvalidArgument,
            .message = "provided limit " + std::to_string(given) +
                       " is greater than maximum allowed of " + std::to_string(maximum),
            .reason = "EXCEEDS_MAXIMUM_ALLOWABLE_LIMIT",
            .metadata = {{"limit_provided", std::to_string(given)},
                         {"maximum_limit_allowed", std::to_string(maximum)}}};
}

std::string stream_failed(const Error& error) {
    return error_response(to_status(error), Shape::Stream).body;
}

std::string stream_interrupted() {
    const Status status{.code = Code::Unavailable,
                        .message = "the server is stopping; go on after the last cursor",
                        .reason = {}};
    return error_response(status, Shape::Stream).body;
}

} // namespace pemba::api::v1
