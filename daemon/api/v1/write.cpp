// POST /v1/relationships/write: create, touch and delete relationships, all of them or none.
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/precondition_status.h"

namespace pemba::api::v1 {
namespace {

constexpr std::string_view kOperations[] = {"OPERATION_UNSPECIFIED", "OPERATION_CREATE",
                                            "OPERATION_TOUCH", "OPERATION_DELETE"};

UpdateKind kind_of(std::int32_t operation) {
    switch (operation) {
    case 1: return UpdateKind::Create;
    case 3: return UpdateKind::Delete;
    default: return UpdateKind::Touch;
    }
}

TupleUpdate decode_update(Decoder& in, const JsonNode* node, const Path& path) {
    const auto [operation, relationship] =
        in.fields(node, {{"operation", "operation"}, {"relationship", "relationship"}});
    const std::int32_t number = in.enumeration(operation, "operation", kOperations);
    const Path operation_path{&path, "operation"};
    if (number == 0)
        in.violate(operation_path, "enum.not_in", "must not be in list [0]");
    else if (number < 0 || number > 3)
        in.violate(operation_path, "enum.defined_only",
                   "value must be one of the defined enum values");
    return {.kind = kind_of(number),
            .tuple = decode_relationship(in, relationship, {&path, "relationship"})};
}

WriteRequest decode(Decoder& in) {
    const auto [updates, preconditions, metadata] =
        in.fields(in.root(), {{"updates", "updates"},
                              {"optionalPreconditions", "optional_preconditions"},
                              {"optionalTransactionMetadata", "optional_transaction_metadata"}});
    WriteRequest request;
    for (auto* item = in.first_element(updates); item; item = in.document().next(*item)) {
        const Path path{nullptr, "updates", static_cast<std::int64_t>(request.updates.size())};
        request.updates.push_back(decode_update(in, item, path));
    }
    request.preconditions = decode_preconditions(in, preconditions);
    request.context = decode_write_context(in, metadata);
    return request;
}

http::Response encode(const WriteResult& result) {
    JsonWriter out;
    out.begin_object();
    write_token(out, "writtenAt", result.written_at.token);
    out.end_object();
    return json_response(std::move(out).text());
}

} // namespace

void write_relationships(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, Shape::Unary);
    WriteRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    message.context.actor = request.caller;
    note(request, message);
    auto preconditions = message.preconditions;
    call.store()->write(
        std::move(message), [store = call.store(), &request, reply = std::move(reply),
                             preconditions = std::move(preconditions)](Result<WriteResult> result) {
            if (result)
                note(request, result->written_at);
            reply(result
                      ? encode(*result)
                      : error_response(write_status(result.error(), preconditions), Shape::Unary));
        });
}

} // namespace pemba::api::v1
