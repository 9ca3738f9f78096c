// Status: rendering as JSON and HTTP.
#include "api/v1/status.h"

#include "api/json_writer.h"
#include "api/retry_after.h"

namespace pemba::api::v1 {
namespace {

// `updates[0].relationship` as the elements of a buf.validate.FieldPath.
void write_field_path(JsonWriter& out, std::string_view field) {
    out.begin_object().key("elements").begin_array();
    while (!field.empty()) {
        const std::string_view element = field.substr(0, field.find('.'));
        field.remove_prefix(std::min(field.size(), element.size() + 1));
        const std::size_t bracket = element.find('[');
        out.begin_object().member("fieldName", element.substr(0, bracket));
        if (bracket != element.npos)
            out.member("index", element.substr(bracket + 1, element.size() - bracket - 2));
        out.end_object();
    }
    out.end_array().end_object();
}

void write_violations(JsonWriter& out, const std::vector<Violation>& violations) {
    out.begin_object().member("@type", "type.googleapis.com/buf.validate.Violations");
    out.key("violations").begin_array();
    for (const Violation& violation : violations) {
        out.begin_object().key("field");
        write_field_path(out, violation.field);
        out.member("ruleId", violation.rule).member("message", violation.message);
        out.end_object();
    }
    out.end_array().end_object();
}

void write_error_info(JsonWriter& out, const Status& status) {
    out.begin_object().member("@type", "type.googleapis.com/google.rpc.ErrorInfo");
    out.member("reason", "ERROR_REASON_" + status.reason).member("domain", "authzed.com");
    out.key("metadata").begin_object();
    for (const auto& [name, value] : status.metadata)
        out.member(name, value);
    out.end_object().end_object();
}

} // namespace

unsigned http_status(Code code) {
    switch (code) {
    case Code::Ok: return 200;
    case Code::Unknown: return 500;
    case Code::InvalidArgument: return 400;
    case Code::DeadlineExceeded: return 504;
    case Code::NotFound: return 404;
    case Code::AlreadyExists: return 409;
    case Code::PermissionDenied: return 403;
    case Code::ResourceExhausted: return 429;
    case Code::FailedPrecondition: return 400;
    case Code::Aborted: return 409;
    case Code::OutOfRange: return 400;
    case Code::Unimplemented: return 501;
    case Code::Internal: return 500;
    case Code::Unavailable: return 503;
    case Code::Unauthenticated: return 401;
    }
    return 500;
}

Status to_status(std::vector<Violation> violations) {
    Status status{.code = Code::InvalidArgument, .message = "validation error: ", .reason = {}};
    if (violations.size() > 1)
        status.message = "validation errors:";
    for (const Violation& violation : violations) {
        if (violations.size() > 1)
            status.message += "\n - ";
        status.message += violation.field + ": " + violation.message;
    }
    status.violations = std::move(violations);
    return status;
}

std::string to_json(const Status& status) {
    JsonWriter out;
    out.begin_object().key("code").number(static_cast<std::uint64_t>(status.code));
    out.member("message", status.message).key("details").begin_array();
    if (!status.violations.empty())
        write_violations(out, status.violations);
    else if (!status.reason.empty())
        write_error_info(out, status);
    out.end_array().end_object();
    return std::move(out).text();
}

http::Response error_response(const Status& status, Shape shape) {
    http::Response response{.status = http_status(status.code)};
    response.body = to_json(status);
    if (shape == Shape::Stream)
        response.body = "{\"error\":" + response.body + "}\n";
    if (status.code == Code::Unavailable)
        tell_when_to_retry(response);
    return response;
}

} // namespace pemba::api::v1
