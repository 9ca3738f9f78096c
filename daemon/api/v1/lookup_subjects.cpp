// POST /v1/permissions/subjects: which subjects have a permission to an object? A stream.
#include "api/listing_source.h"
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::string_view kWildcardOptions[] = {"WILDCARD_OPTION_UNSPECIFIED",
                                                 "WILDCARD_OPTION_INCLUDE_WILDCARDS",
                                                 "WILDCARD_OPTION_EXCLUDE_WILDCARDS"};
constexpr std::int32_t kExcludeWildcards = 2;

LookupSubjectsRequest decode(Decoder& in) {
    const auto [consistency, resource, permission, type, relation, context, limit, cursor, option] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"resource", "resource"},
                              {"permission", "permission"},
                              {"subjectObjectType", "subject_object_type"},
                              {"optionalSubjectRelation", "optional_subject_relation"},
                              {"context", "context"},
                              {"optionalConcreteLimit", "optional_concrete_limit"},
                              {"optionalCursor", "optional_cursor"},
                              {"wildcardOption", "wildcard_option"}});
    LookupSubjectsRequest request;
    request.consistency = decode_consistency(in, consistency);
    request.userset.object = decode_object(in, resource, {nullptr, "resource"});
    request.userset.relation = in.text(permission, kOptionalRelationRule, {nullptr, "permission"});
    request.subject_namespace = in.text(type, kObjectTypeRule, {nullptr, "subject_object_type"});
    request.subject_relation =
        in.text(relation, kOptionalRelationRule, {nullptr, "optional_subject_relation"});
    request.context = decode_context(in, context);
    request.limit = in.uint32(limit, "optionalConcreteLimit");
    request.cursor = decode_cursor(in, cursor);
    request.wildcard =
        in.enumeration(option, "wildcardOption", kWildcardOptions) != kExcludeWildcards;
    return request;
}

void write_resolved(JsonWriter& out, const std::string& id, const Decision& decision) {
    out.begin_object().member("subjectObjectId", id);
    write_found(out, decision);
    out.end_object();
}

class Rows final : public ListingSource<FoundSubject> {
public:
    Rows(std::shared_ptr<const Engine> engine, SubjectListing found, bool with_cursors)
        : ListingSource(std::move(engine), std::move(found)), with_cursors_(with_cursors),
          looked_up_at_(token_member("lookedUpAt", listing().looked_up_at().token)) {}

    std::string interrupted() override { return stream_interrupted(); }

private:
    void write_row(JsonWriter& out, const FoundSubject& row) const override {
        out.begin_object().key("result").begin_object().raw(looked_up_at_);
        out.member("subjectObjectId", row.id).key("excludedSubjectIds").begin_array();
        for (const ExcludedSubject& excluded : row.excluded)
            out.string(excluded.id);
        out.end_array();
        write_found(out, row.decision);
        out.key("subject");
        write_resolved(out, row.id, row.decision);
        out.key("excludedSubjects").begin_array();
        for (const ExcludedSubject& excluded : row.excluded)
            write_resolved(out, excluded.id, excluded.decision);
        out.end_array();
        if (with_cursors_)
            write_token(out, "afterResultCursor", listing().cursor_after(row).token);
        else
            out.member_null("afterResultCursor");
        out.end_object().end_object().newline();
    }
    std::string error_line(const Error& error) const override { return stream_failed(error); }

    bool with_cursors_;        ///< only to those who page, as the peer has none
    std::string looked_up_at_; ///< the same in all rows
};

// No object has the id `*`, so nobody is found.
Result<SubjectListing> find(const Engine& engine, const LookupSubjectsRequest& request) {
    if (request.userset.object.id == "*")
        return SubjectListing();
    return engine.list_subjects(request);
}

} // namespace

http::Response lookup_subjects(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    LookupSubjectsRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.budget = call.budget();
    const bool pages = message.limit != 0 || message.cursor;
    auto result = find(call.engine(), message);
    if (!result)
        return call.refuse(result.error());
    observe(request, message, *result);
    return stream_response(std::make_unique<Rows>(call.store(), *std::move(result), pages));
}

} // namespace pemba::api::v1
