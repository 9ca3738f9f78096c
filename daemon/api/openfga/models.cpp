// /stores/{store_id}/authorization-models: writing, listing and reading models.
#include "api/json_writer.h"
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/page_token.h"
#include "pemba/schema/compile.h"
#include "pemba/schema/convert.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxPage = 100;
constexpr const char* kModelName = "model.json";

// The limits that the daemon's options set; the rest is the compiler's to judge.
void check_limits(Call& call, std::string_view body, const JsonNode* types) {
    const OpenFgaLimits& limits = call.service().openfga;
    std::size_t count = 0;
    for (auto* type = call.in.first_element(types); type; type = call.in.document().next(*type))
        ++count;
    if (count > limits.model_types)
        call.in.reject({Code::ExceededEntityLimit,
                        "The number of type definitions in an authorization model exceeds the "
                        "allowed limit of " +
                            std::to_string(limits.model_types)});
    if (body.size() > limits.model_bytes)
        call.in.reject({Code::ExceededEntityLimit,
                        "model exceeds size limit: " + std::to_string(body.size()) + " bytes vs " +
                            std::to_string(limits.model_bytes) + " bytes"});
}

Status refusal_of(const schema::CompileResult& compiled) {
    if (compiled.api_error)
        return {code_named(compiled.api_error->code), compiled.api_error->message};
    for (const schema::Diagnostic& diagnostic : compiled.diagnostics)
        if (diagnostic.severity == schema::Severity::Error)
            return {Code::InvalidModel, diagnostic.message};
    return {Code::InvalidModel, "the model cannot be compiled"};
}

// The model in its JSON form, with the id before its other members.
Result<std::string> encode(const SchemaVersion& version) {
    PEMBA_TRY(const std::string model, schema::convert(version.schema, schema::Language::FgaJson));
    JsonWriter out;
    out.begin_object().member("id", version.id.text);
    return std::move(out).text() + "," + model.substr(1);
}

} // namespace

void write_model(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, "WriteAuthorizationModelRequest");
    const auto [types] = call.in.fields(call.in.root(), {{"type_definitions"}});
    check_limits(call, request.body, types);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    schema::CompileResult compiled =
        schema::compile(request.body, kModelName, schema::Language::FgaJson);
    if (!compiled.schema)
        return reply(call.refuse(refusal_of(compiled)));
    const auto answer = [store = call.store(), &request,
                         reply = std::move(reply)](const Result<WriteSchemaResult>& written) {
        note_schema(request, written);
        if (!written)
            return reply(error_response(to_status(written.error()), Shape::Unary));
        JsonWriter out;
        out.begin_object().member("authorization_model_id", written->id.text).end_object();
        reply({.status = 201, .body = std::move(out).text()});
    };
    call.store()->write_schema({.schema = std::move(*compiled.schema),
                                .context = {.actor = std::string(request.caller), .metadata = {}}},
                               answer);
}

http::Response list_models(const Service& service, http::Request& request) {
    Call call(service, request, "ReadAuthorizationModelsRequest");
    ListSchemasRequest message;
    message.limit = call.in.page_size(call.query("page_size"), kMaxPage, call.field("PageSize"));
    if (auto place = call.decode_place(call.query("continuation_token").value_or("")))
        message.before = SchemaId{*std::move(place)};
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto listed = call.engine().list_schemas(message);
    if (!listed && listed.error().code == ErrorCode::SchemaUnknown)
        return call.refuse(Status{Code::InvalidContinuationToken, "Invalid continuation token"});
    if (!listed)
        return call.refuse(listed.error());
    JsonWriter out;
    out.begin_object().key("authorization_models").begin_array();
    for (const SchemaVersion& version : listed->versions) {
        const auto model = encode(version);
        if (!model)
            return call.refuse(model.error());
        out.raw(*model);
    }
    out.end_array().member("continuation_token",
                           listed->complete ? "" : page_token(listed->versions.back().id.text));
    out.end_object();
    return call.answer(std::move(out).text());
}

http::Response read_model(const Service& service, http::Request& request) {
    Call call(service, request, "ReadAuthorizationModelRequest");
    const SchemaId id{std::string(request.parameter("id"))};
    call.in.expect(id.text, kIdRule, call.field("Id"));
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto read = call.engine().read_schema({.id = id});
    if (!read)
        return call.refuse(read.error());
    const auto model = encode({.id = id, .schema = std::move(read->schema)});
    if (!model)
        return call.refuse(model.error());
    JsonWriter out;
    out.begin_object().key("authorization_model").raw(*model).end_object();
    return call.answer(std::move(out).text());
}

} // namespace pemba::api::openfga
