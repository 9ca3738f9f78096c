// POST /v1/schema/read and /v1/schema/write: the schema as text.
#include "api/v1/decode.h"
#include "api/v1/diagnostics_status.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

http::Response encode(const Result<WriteResult>& result) {
    if (!result)
        return error_response(to_status(result.error()), Shape::Unary);
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
    schema::CompileResult compiled = schema::compile(text, kSchemaName);
    if (!compiled.schema)
        return reply(call.refuse(to_status(compiled.diagnostics)));
    service.engine.write_schema(
        {.schema = std::move(*compiled.schema), .context = {}},
        [reply = std::move(reply)](Result<WriteResult> result) { reply(encode(result)); });
}

} // namespace pemba::api::v1
