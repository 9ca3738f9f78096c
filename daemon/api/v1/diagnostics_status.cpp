// Diagnostics as a Status.
#include "api/v1/diagnostics_status.h"

namespace pemba::api::v1 {
namespace {

using schema::Diagnostic;

// Positions count from 0 in the metadata, as the peer's do.
std::vector<std::pair<std::string, std::string>> position_of(const Diagnostic& diagnostic) {
    const schema::Span& span = diagnostic.span;
    return {{"start_line_number", std::to_string(span.line - 1)},
            {"start_column_position", std::to_string(span.column - 1)},
            {"end_line_number", std::to_string(span.end_line - 1)},
            {"end_column_position", std::to_string(span.end_column - 1)},
            {"source_code", diagnostic.source_code}};
}

std::string sentence(const Diagnostic& diagnostic) {
    return "line " + std::to_string(diagnostic.span.line) + ", column " +
           std::to_string(diagnostic.span.column) + ": " + diagnostic.message;
}

} // namespace

Status to_status(const std::vector<Diagnostic>& diagnostics) {
    Status status;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity != schema::Severity::Error)
            continue;
        if (!status.reason.empty()) {
            status.message += "\n" + sentence(diagnostic);
            continue;
        }
        const bool types = diagnostic.phase == Diagnostic::Phase::Types;
        status.code = types ? Code::FailedPrecondition : Code::InvalidArgument;
        status.reason = types ? "SCHEMA_TYPE_ERROR" : "SCHEMA_PARSE_ERROR";
        status.message =
            (types ? "error in `schema`, " : "parse error in `schema`, ") + sentence(diagnostic);
        status.metadata = types ? diagnostic.details : position_of(diagnostic);
    }
    return status;
}

} // namespace pemba::api::v1
