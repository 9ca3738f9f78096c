// POST /v1/relationships/delete: delete what a filter matches.
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/precondition_status.h"

namespace pemba::api::v1 {
namespace {

constexpr std::uint32_t kMaxLimit = 1'000;

DeleteRequest decode(Decoder& in) {
    const auto [filter, preconditions, limit, partial, metadata] =
        in.fields(in.root(), {{"relationshipFilter", "relationship_filter"},
                              {"optionalPreconditions", "optional_preconditions"},
                              {"optionalLimit", "optional_limit"},
                              {"optionalAllowPartialDeletions", "optional_allow_partial_deletions"},
                              {"optionalTransactionMetadata", "optional_transaction_metadata"}});
    DeleteRequest request;
    request.filter = decode_filter(in, filter, {nullptr, "relationship_filter"});
    request.preconditions = decode_preconditions(in, preconditions);
    request.limit = in.uint32(limit, "optionalLimit");
    request.allow_partial = in.boolean(partial, "optionalAllowPartialDeletions");
    request.context = decode_write_context(in, metadata);
    if (request.limit > kMaxLimit)
        in.reject(limit_too_large(request.limit, kMaxLimit));
    return request;
}

http::Response encode(const DeleteResult& result) {
    JsonWriter out;
    out.begin_object();
    write_token(out, "deletedAt", result.deleted_at.token);
    out.member("deletionProgress",
               result.complete ? "DELETION_PROGRESS_COMPLETE" : "DELETION_PROGRESS_PARTIAL");
    out.member_int64("relationshipsDeletedCount", result.deleted).end_object();
    return json_response(std::move(out).text());
}

} // namespace

void delete_relationships(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, Shape::Unary);
    DeleteRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    message.context.actor = request.caller;
    note(request, message);
    auto preconditions = message.preconditions;
    call.store()->delete_tuples(std::move(message), [store = call.store(), &request,
                                                     reply = std::move(reply),
                                                     preconditions = std::move(preconditions)](
                                                        Result<DeleteResult> result) {
        if (result) {
            note(request, "deleted", result->deleted);
            note(request, result->deleted_at);
        }
        reply(result ? encode(*result)
                     : error_response(write_status(result.error(), preconditions), Shape::Unary));
    });
}

} // namespace pemba::api::v1
