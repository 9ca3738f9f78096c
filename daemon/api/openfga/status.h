// Status: an error as OpenFGA's API tells it: the name of a code, and a message.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "pemba/error.h"

namespace pemba::api::openfga {

/// OpenFGA's codes, those that are used, with its numbers, whose ranges decide the HTTP status.
enum class Code {
    Aborted = 10, ///< gRPC's own, with a status of its own
    InvalidSubject = 1001,
    InvalidAudience = 1002,
    InvalidIssuer = 1003,
    InvalidClaims = 1004,
    InvalidBearerToken = 1005,
    BearerTokenMissing = 1010,
    Unauthenticated = 1500,
    Forbidden = 1600,
    ValidationError = 2000,
    AuthorizationModelNotFound = 2001,
    ResolutionTooComplex = 2002,
    InvalidWriteInput = 2003,
    DuplicateTuples = 2004,
    InvalidContinuationToken = 2007,
    InvalidExpandInput = 2010,
    WriteFailed = 2017,
    LatestModelNotFound = 2020,
    TypeNotFound = 2021,
    RelationNotFound = 2022,
    InvalidTuple = 2027,
    AssertionsTooMany = 2033,
    TupleKeyMissing = 2037,
    PageSizeInvalid = 2039,
    DifferenceBaseMissing = 2041,
    SubtractBaseMissing = 2042,
    TypeDefinitionsTooFew = 2045,
    TypeInvalidLength = 2046,
    TypeInvalidPattern = 2047,
    RelationsTooFew = 2048,
    RelationsTooLong = 2049,
    RelationsInvalidPattern = 2050,
    TokenOfOtherType = 2052,
    ExceededEntityLimit = 2053,
    InvalidModel = 2056,
    UnsupportedSchemaVersion = 2057,
    InvalidStartTime = 2059,
    InternalError = 4000,
    DeadlineExceeded = 4004,
    ResourceExhausted = 4006,
    FailedPrecondition = 4007,
    Unavailable = 4010,
    UndefinedEndpoint = 5000,
    StoreNotFound = 5002,
    Unimplemented = 5004,
};

/// The name that stands in an answer's `code`, such as `validation_error`.
[[nodiscard]] std::string_view name_of(Code code);
/// The code of a name; ValidationError if there is none.
[[nodiscard]] Code code_named(std::string_view name);
[[nodiscard]] unsigned http_status(Code code);

struct Status {
    Code code = Code::InternalError;
    std::string message;
};

/// The one place that says what each failure of the engine is in this API.
[[nodiscard]] Status to_status(const Error& error);

/// How a route answers: one object, or a line an object.
enum class Shape { Unary, Stream };

/// The answer that tells of an error: `{"code":"…","message":"…"}`, in a stream
/// `{"error":{"code":3,"message":"…","details":[]}}`, whose code is gRPC's.
[[nodiscard]] http::Response error_response(const Status& status, Shape shape);

} // namespace pemba::api::openfga
