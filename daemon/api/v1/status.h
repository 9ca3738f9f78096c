// Status: an error as the v1 API tells it: a gRPC code, a message, and one detail.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "pemba/error.h"

namespace pemba::api::v1 {

/// gRPC's codes, those that are used.
enum class Code {
    Ok = 0,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
};

/// The HTTP status that belongs to a code.
[[nodiscard]] unsigned http_status(Code code);

/// A field that breaks a rule, such as `updates[0].relationship.resource`.
struct Violation {
    std::string field;
    std::string rule; ///< such as `string.pattern`
    std::string message;
};

struct Status {
    Code code = Code::Ok;
    std::string message;
    std::string reason; ///< such as `UNKNOWN_DEFINITION`; empty: no ErrorInfo
    std::vector<std::pair<std::string, std::string>> metadata = {}; ///< of the ErrorInfo
    std::vector<Violation> violations = {}; ///< told instead of an ErrorInfo, if there are any
};

/// The one place that says what each failure of the engine is in this API.
[[nodiscard]] Status to_status(const Error& error);
/// The status of field rules that were broken.
[[nodiscard]] Status to_status(std::vector<Violation> violations);

/// `{"code":…,"message":…,"details":[…]}`
[[nodiscard]] std::string to_json(const Status& status);

/// How a route answers: one object, or a line an object.
enum class Shape { Unary, Stream };

/// The answer that tells of an error. A stream's error is `{"error":{…}}`.
[[nodiscard]] http::Response error_response(const Status& status, Shape shape);

} // namespace pemba::api::v1
