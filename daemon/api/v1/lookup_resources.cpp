// POST /v1/permissions/resources: which objects does a subject have a permission to? A stream.
#include "api/listing_source.h"
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::uint32_t kMaxLimit = 1'000;

LookupObjectsRequest decode(Decoder& in) {
    const auto [consistency, type, permission, subject, context, limit, cursor] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"resourceObjectType", "resource_object_type"},
                              {"permission", "permission"},
                              {"subject", "subject"},
                              {"context", "context"},
                              {"optionalLimit", "optional_limit"},
                              {"optionalCursor", "optional_cursor"}});
    LookupObjectsRequest request;
    request.consistency = decode_consistency(in, consistency);
    request.namespace_name = in.text(type, kObjectTypeRule, {nullptr, "resource_object_type"});
    request.relation = in.text(permission, kRelationRule, {nullptr, "permission"});
    request.subject = decode_subject(in, subject, {nullptr, "subject"});
    request.context = decode_context(in, context, ContextLimit::Unchecked);
    request.limit = in.uint32(limit, "optionalLimit");
    if (request.limit > kMaxLimit)
        in.reject(limit_too_large(request.limit, kMaxLimit));
    if (request.subject.is_wildcard())
        in.reject({.code = Code::InvalidArgument,
                   .message = "cannot perform lookup resources on a wildcard subject",
                   .reason = "WILDCARD_NOT_ALLOWED",
                   .metadata = {{"field", "subject_id"}}});
    request.cursor = decode_cursor(in, cursor);
    return request;
}

class Rows final : public ListingSource<FoundObject> {
public:
    Rows(std::shared_ptr<const Engine> engine, ObjectListing found)
        : ListingSource(std::move(engine), std::move(found)),
          looked_up_at_(token_member("lookedUpAt", listing().looked_up_at().token)) {}

    std::string interrupted() override { return stream_interrupted(); }

private:
    void write_row(JsonWriter& out, const FoundObject& row) const override {
        out.begin_object().key("result").begin_object().raw(looked_up_at_);
        out.member("resourceObjectId", row.id);
        write_found(out, row.decision);
        write_token(out, "afterResultCursor", listing().cursor_after(row).token);
        out.end_object().end_object().newline();
    }
    std::string error_line(const Error& error) const override { return stream_failed(error); }

    std::string looked_up_at_; ///< the same in all rows
};

} // namespace

http::Response lookup_resources(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    LookupObjectsRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.budget = call.budget();
    auto result = call.engine().list_objects(message);
    if (!result)
        return call.refuse(result.error());
    observe(request, message, *result);
    return stream_response(std::make_unique<Rows>(call.store(), *std::move(result)));
}

} // namespace pemba::api::v1
