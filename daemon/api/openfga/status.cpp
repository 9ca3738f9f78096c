// Status: the table of codes, and rendering as JSON and HTTP.
#include "api/openfga/status.h"

#include <algorithm>
#include <array>

#include "api/json_writer.h"
#include "api/retry_after.h"

namespace pemba::api::openfga {
namespace {

struct Name {
    Code code;
    std::string_view name;
};

constexpr std::array kNames{
    Name{Code::Aborted, "Aborted"},
    Name{Code::InvalidSubject, "auth_failed_invalid_subject"},
    Name{Code::InvalidAudience, "auth_failed_invalid_audience"},
    Name{Code::InvalidIssuer, "auth_failed_invalid_issuer"},
    Name{Code::InvalidClaims, "invalid_claims"},
    Name{Code::InvalidBearerToken, "auth_failed_invalid_bearer_token"},
    Name{Code::BearerTokenMissing, "bearer_token_missing"},
    Name{Code::Unauthenticated, "unauthenticated"},
    Name{Code::Forbidden, "forbidden"},
    Name{Code::ValidationError, "validation_error"},
    Name{Code::AuthorizationModelNotFound, "authorization_model_not_found"},
    Name{Code::ResolutionTooComplex, "authorization_model_resolution_too_complex"},
    Name{Code::InvalidWriteInput, "invalid_write_input"},
    Name{Code::DuplicateTuples, "cannot_allow_duplicate_tuples_in_one_request"},
    Name{Code::InvalidContinuationToken, "invalid_continuation_token"},
    Name{Code::InvalidExpandInput, "invalid_expand_input"},
    Name{Code::WriteFailed, "write_failed_due_to_invalid_input"},
    Name{Code::LatestModelNotFound, "latest_authorization_model_not_found"},
    Name{Code::TypeNotFound, "type_not_found"},
    Name{Code::RelationNotFound, "relation_not_found"},
    Name{Code::InvalidTuple, "invalid_tuple"},
    Name{Code::AssertionsTooMany, "assertions_too_many_items"},
    Name{Code::TupleKeyMissing, "tuple_key_value_not_specified"},
    Name{Code::PageSizeInvalid, "page_size_invalid"},
    Name{Code::DifferenceBaseMissing, "difference_base_missing_value"},
    Name{Code::SubtractBaseMissing, "subtract_base_missing_value"},
    Name{Code::TypeDefinitionsTooFew, "type_definitions_too_few_items"},
    Name{Code::TypeInvalidLength, "type_invalid_length"},
    Name{Code::TypeInvalidPattern, "type_invalid_pattern"},
    Name{Code::RelationsTooFew, "relations_too_few_items"},
    Name{Code::RelationsTooLong, "relations_too_long"},
    Name{Code::RelationsInvalidPattern, "relations_invalid_pattern"},
    Name{Code::TokenOfOtherType, "query_string_type_continuation_token_mismatch"},
    Name{Code::ExceededEntityLimit, "exceeded_entity_limit"},
    Name{Code::InvalidModel, "invalid_authorization_model"},
    Name{Code::UnsupportedSchemaVersion, "unsupported_schema_version"},
    Name{Code::InvalidStartTime, "invalid_start_time"},
    Name{Code::InternalError, "internal_error"},
    Name{Code::DeadlineExceeded, "deadline_exceeded"},
    Name{Code::ResourceExhausted, "resource_exhausted"},
    Name{Code::FailedPrecondition, "failed_precondition"},
    Name{Code::Unavailable, "unavailable"},
    Name{Code::UndefinedEndpoint, "undefined_endpoint"},
    Name{Code::StoreNotFound, "store_id_not_found"},
    Name{Code::Unimplemented, "unimplemented"},
};

unsigned grpc_code(unsigned http) {
    switch (http) {
    case 400: return 3;
    case 401: return 16;
    case 403: return 7;
    case 404: return 5;
    case 409: return 10;
    case 503: return 14;
    default: return 13;
    }
}

} // namespace

std::string_view name_of(Code code) {
    return std::ranges::find(kNames, code, &Name::code)->name;
}

Code code_named(std::string_view name) {
    const auto* found = std::ranges::find(kNames, name, &Name::name);
    return found == kNames.end() ? Code::ValidationError : found->code;
}

unsigned http_status(Code code) {
    const int number = static_cast<int>(code);
    if (code == Code::Aborted)
        return 409;
    if (code == Code::Forbidden)
        return 403;
    if (code == Code::Unavailable)
        return 503;
    if (number < 2000)
        return 401;
    if (number < 4000)
        return 400;
    return number < 5000 ? 500 : 404;
}

http::Response error_response(const Status& status, Shape shape) {
    http::Response response{.status = http_status(status.code)};
    JsonWriter out;
    out.begin_object();
    if (shape == Shape::Stream) {
        out.key("error").begin_object().key("code").number(grpc_code(response.status));
        out.member("message", status.message).key("details").begin_array().end_array();
        out.end_object();
    } else {
        out.member("code", name_of(status.code)).member("message", status.message);
    }
    out.end_object().newline();
    response.body = std::move(out).text();
    if (status.code == Code::Unavailable)
        tell_when_to_retry(response);
    return response;
}

} // namespace pemba::api::openfga
