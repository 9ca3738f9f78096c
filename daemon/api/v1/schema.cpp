// POST /v1/schema/read and /v1/schema/write: the schema as text.
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/diagnostics_status.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

http::Response encode(const Result<WriteSchemaResult>& result) {
    if (!result)
        return error_response(to_status(result.error()), Shape::Unary);
    JsonWriter out;
    out.begin_object();
    write_token(out, "writtenAt", result->written_at.token);
    out.end_object();
    return json_response(std::move(out).text());
}

void write_obstacle(JsonWriter& out, const SchemaObstacle& obstacle) {
    out.begin_object().member("operation", operation_of(obstacle.kind));
    out.member("definitionName", obstacle.namespace_name);
    out.member("relationName", obstacle.relation).member("subjectType", obstacle.subject_type);
    out.member("caveatName", obstacle.condition).member("parameterName", obstacle.parameter);
    out.member_int64("relationshipCount", obstacle.tuples).member("example", obstacle.example);
    out.member("message", to_string(obstacle)).end_object();
}

// What a dry run tells; Pemba's own.
http::Response encode(const SchemaPlan& plan) {
    JsonWriter out;
    out.begin_object();
    write_token(out, "plannedAt", plan.planned_at.token);
    out.key("canBeWritten").boolean(plan.obstacles.empty());
    out.key("obstacles").begin_array();
    for (const SchemaObstacle& obstacle : plan.obstacles)
        write_obstacle(out, obstacle);
    out.end_array().key("changes").begin_array();
    for (const SchemaDifference& difference : plan.differences)
        out.string(to_string(difference));
    out.end_array().end_object();
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
    const auto [text_node, dry_run_node] =
        call.in.fields(call.in.root(), {{"schema", "schema"}, {"dryRun", "dry_run"}});
    const std::string_view text = call.in.string(text_node, "schema");
    const bool dry_run = call.in.boolean(dry_run_node, "dryRun");
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    schema::CompileResult compiled = schema::compile(text, kSchemaName);
    if (!compiled.schema)
        return reply(call.refuse(to_status(compiled.diagnostics)));
    note(request, "dry_run", dry_run ? "true" : "false");
    if (dry_run) {
        const auto plan = call.engine().plan_schema(*compiled.schema);
        return reply(plan ? encode(*plan) : call.refuse(plan.error()));
    }
    call.store()->write_schema({.schema = std::move(*compiled.schema),
                                .context = {.actor = std::string(request.caller), .metadata = {}}},
                               [store = call.store(), &request,
                                reply = std::move(reply)](Result<WriteSchemaResult> result) {
                                   note_schema(request, result);
                                   reply(encode(result));
                               });
}

} // namespace pemba::api::v1
