// Diagnostics as a Status.
#include "api/v1/diagnostics_status.h"

#include <algorithm>

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

bool is_error(const Diagnostic& diagnostic) {
    return diagnostic.severity == schema::Severity::Error;
}

// Who stops at what does not parse never comes to the types.
bool is_parse_error(const Diagnostic& diagnostic) {
    return is_error(diagnostic) && diagnostic.phase != Diagnostic::Phase::Types;
}

Status begin_status(const Diagnostic& diagnostic) {
    const bool types = diagnostic.phase == Diagnostic::Phase::Types;
    return {.code = types ? Code::FailedPrecondition : Code::InvalidArgument,
            .message = (types ? "error in `schema`, " : "parse error in `schema`, ") +
                       sentence(diagnostic),
            .reason = types ? "SCHEMA_TYPE_ERROR" : "SCHEMA_PARSE_ERROR",
            .metadata = types ? diagnostic.details : position_of(diagnostic)};
}

} // namespace

Status to_status(const std::vector<Diagnostic>& diagnostics) {
    auto deciding = std::ranges::find_if(diagnostics, is_parse_error);
    if (deciding == diagnostics.end())
        deciding = std::ranges::find_if(diagnostics, is_error);
    Status status = begin_status(*deciding);
    for (const Diagnostic& diagnostic : diagnostics)
        if (is_error(diagnostic) && &diagnostic != &*deciding)
            status.message += "\n" + sentence(diagnostic);
    return status;
}

} // namespace pemba::api::v1
