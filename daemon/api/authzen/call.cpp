// Call: what surrounds every handler of AuthZEN's API.
#include "api/authzen/call.h"

#include <algorithm>

#include "api/json_writer.h"
#include "api/openfga/call.h"
#include "api/openfga/field_rules.h"
#include "api/retry_after.h"

namespace pemba::api::authzen {
namespace {

constexpr std::string_view kModelHeader = "Openfga-Authorization-Model-Id";
constexpr std::string_view kBlanks = " \t\r\n";

// In any case, and with any parameters.
bool is_json(std::string_view media_type) {
    media_type = media_type.substr(0, media_type.find_first_of("; \t"));
    return std::ranges::equal(media_type, http::kJson, {}, [](char c) {
        return 'A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
}

unsigned status_of(Denial::Kind kind) {
    switch (kind) {
    case Denial::Kind::KeyMissing:
    case Denial::Kind::KeyUnknown:
    case Denial::Kind::TokenInvalid: return 401;
    case Denial::Kind::Forbidden: return 403;
    case Denial::Kind::QuotaUsed: return 429;
    case Denial::Kind::NotRecorded: return 503;
    }
    return 403;
}

} // namespace

http::Response error_response(const http::Request& request, const Status& status) {
    if (!request.parameters.empty())
        return openfga::error_response(status, openfga::Shape::Unary);
    return error_response(openfga::http_status(status.code), status.message);
}

http::Response error_response(unsigned http_status, std::string_view message) {
    JsonWriter out;
    out.string(message);
    http::Response response{.status = http_status, .body = std::move(out).text()};
    if (http_status == 503)
        tell_when_to_retry(response);
    return response;
}

http::Response refuse(const Service& service, const http::Request& request, const Denial& denial) {
    if (!request.parameters.empty())
        return openfga::refuse(service, request, denial);
    http::Response response = error_response(status_of(denial.kind), denial.message);
    tell_denial(response, denial);
    return response;
}

Result<std::string> store_named_by(const http::Request& request) {
    const std::string_view id = request.parameter("store_id");
    if (request.parameters.empty() || openfga::kIdRule.matches(id))
        return std::string(id);
    return Error{ErrorCode::InvalidArgument,
                 "`" + std::string(id) + "` in the path is not the id of a store",
                 {}};
}

std::optional<http::Response> Call::refusal() {
    if (const auto status = parse())
        return refuse(*status);
    if (!budget_)
        return refuse(budget_.error());
    if (auto found = find_store(); !found)
        return refuse(found.error());
    if (auto found = find_schema(); !found)
        return refuse(found.error());
    return {};
}

std::optional<Status> Call::parse() {
    if (!is_json(request_.header("Content-Type")))
        return Status{Code::ValidationError,
                      "the header `Content-Type` must be `application/json`"};
    const std::string_view body = request_.body;
    if (body.find_first_not_of(kBlanks) == body.npos)
        return Status{Code::ValidationError, "the body is empty: send a JSON object"};
    const std::size_t used = document_.parse(body);
    if (used == 0)
        return Status{Code::ValidationError, "the body is not JSON: " + document_.error()};
    if (body.find_first_not_of(kBlanks, used) != body.npos)
        return Status{Code::ValidationError, "the body goes on after its JSON object"};
    if (document_.root().kind != JsonNode::Kind::Object)
        return Status{Code::ValidationError, "the body must be a JSON object"};
    return {};
}

Result<void> Call::find_store() {
    PEMBA_TRY(store_id_, store_named_by(request_));
    if (store_id_.empty())
        store_id_ = request_.header("Pemba-Store");
    if (store_id_.empty())
        store_id_ = Database::kDefaultStore;
    PEMBA_TRY(store_, service_.database.find_store(store_id_));
    return {};
}

// Below a store the answer names the version, which therefore is looked up.
Result<void> Call::find_schema() {
    if (request_.parameters.empty())
        return {};
    if (const auto named = request_.header(kModelHeader); openfga::kIdRule.matches(named)) {
        schema_.name(named);
        return {};
    }
    return schema_.find(*store_);
}

http::Response Call::refuse(const Error& error) const {
    // A store that is not there has no model either, says OpenFGA here.
    const Code code = error.code == ErrorCode::StoreUnknown && !request_.parameters.empty()
                          ? Code::LatestModelNotFound
                          : openfga::to_status(error).code;
    return refuse({code, error.message});
}

http::Response Call::answer(std::string body) const {
    http::Response response{.body = std::move(body)};
    schema_.tell(response);
    return response;
}

} // namespace pemba::api::authzen
