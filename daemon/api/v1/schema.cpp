// POST /v1/schema/read and /v1/schema/write: the schema as text.
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "pemba/schema/compile.h"

namespace pemba::api::v1 {
namespace {

using schema::Diagnostic;

constexpr std::string_view kFileName = "schema";

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

// The first error decides the code and the metadata; the message tells all of them.
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

http::Response encode(const Result<WriteResult>& result) {
    if (!result)
        return error_response(v1::to_status(result.error()), Shape::Unary);
    JsonWriter out;
    out.begin_object();
    write_token(out, "writtenAt", result->written_at.token);
    out.end_object();
    return json_response(std::move(out).text());
}

} // namespace

http::Response read_schema(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto result = call.engine().read_schema();
    if (!result)
        return call.refuse(result.error());
    if (result->schema.is_empty())
        return call.refuse(Error{ErrorCode::NoSchema, "no schema has been written yet", {}});
    JsonWriter out;
    out.begin_object().member("schemaText", result->schema.text());
    write_token(out, "readAt", result->read_at.token);
    out.end_object();
    return json_response(std::move(out).text());
}

void write_schema(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, Shape::Unary);
    const auto [text_node] = call.in.fields(call.in.root(), {{"schema", "schema"}});
    const std::string_view text = call.in.string(text_node, "schema");
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    schema::CompileResult compiled = schema::compile(text, kFileName);
    if (!compiled.schema)
        return reply(call.refuse(to_status(compiled.diagnostics)));
    service.engine.write_schema(
        {.schema = std::move(*compiled.schema), .context = {}},
        [reply = std::move(reply)](Result<WriteResult> result) { reply(encode(result)); });
}

} // namespace pemba::api::v1
