// What each failure of the engine is in the v1 API: the one switch over ErrorCode.
#include "api/v1/status.h"

#include <algorithm>

#include "pemba/relation_tuple.h"

namespace pemba::api::v1 {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

Status plain(Code code, const Error& error) {
    return {.code = code, .message = error.message, .reason = {}};
}

Status with_reason(Code code, const Error& error, std::string reason, Metadata metadata = {}) {
    return {.code = code,
            .message = error.message,
            .reason = std::move(reason),
            .metadata = std::move(metadata)};
}

Status limit_exceeded(const Error& error) {
    const std::string limit = error.detail("limit"), given = error.detail("given"),
                      maximum = error.detail("maximum");
    if (limit == "updates_per_write")
        return with_reason(Code::InvalidArgument, error, "TOO_MANY_UPDATES_IN_REQUEST",
                           {{"update_count", given}, {"maximum_updates_allowed", maximum}});
    if (limit == "preconditions_per_write")
        return with_reason(Code::InvalidArgument, error, "TOO_MANY_PRECONDITIONS_IN_REQUEST",
                           {{"precondition_count", given}, {"maximum_updates_allowed", maximum}});
    if (limit == "metadata_bytes")
        return with_reason(
            Code::InvalidArgument, error, "TRANSACTION_METADATA_TOO_LARGE",
            {{"metadata_byte_size", given}, {"maximum_allowed_metadata_byte_size", maximum}});
    return with_reason(Code::InvalidArgument, error, "EXCEEDS_MAXIMUM_ALLOWABLE_LIMIT",
                       {{"limit_provided", given}, {"maximum_limit_allowed", maximum}});
}

Status recreated(const Error& error) {
    const std::string text = error.detail("tuple");
    Metadata metadata{{"relationship", text}};
    if (auto parsed = parse_relation_tuple(text, Dialect::Fga)) { // which takes all others' too
        const RelationTuple& tuple = *parsed;
        metadata.insert(metadata.end(), {{"resource_type", tuple.object.namespace_name},
                                         {"resource_object_id", tuple.object.id},
                                         {"resource_relation", tuple.relation},
                                         {"subject_type", tuple.subject.object.namespace_name},
                                         {"subject_object_id", tuple.subject.object.id},
                                         {"subject_relation", tuple.subject.relation}});
    }
    return with_reason(Code::AlreadyExists, error, "ATTEMPT_TO_RECREATE_RELATIONSHIP", metadata);
}

Status unknown_relation(const Error& error) {
    return with_reason(Code::FailedPrecondition, error, "UNKNOWN_RELATION_OR_PERMISSION",
                       {{"definition_name", error.detail("namespace")},
                        {"relation_or_permission_name", error.detail("relation")}});
}

Status not_stored(const Error& error) {
    return with_reason(Code::InvalidArgument, error, "CANNOT_UPDATE_PERMISSION",
                       {{"definition_name", error.detail("namespace")},
                        {"permission_name", error.detail("relation")}});
}

Status subject_not_allowed(const Error& error) {
    return with_reason(Code::InvalidArgument, error, "INVALID_SUBJECT_TYPE",
                       {{"definition_name", error.detail("namespace")},
                        {"relation_name", error.detail("relation")},
                        {"subject_type", error.detail("subject_type")}});
}

// The details name all that is concerned; the peer's metadata has room for the first.
Status orphans(const Error& error) {
    const std::string operation = error.detail("operation");
    std::string type = error.detail("namespace"), relation = error.detail("relation");
    if (operation == "delete_relation_reverse_check") { // it is the subject's relation that goes
        const std::string subject = error.detail("subject_type");
        type = subject.substr(0, subject.find('#'));
        relation = subject.substr(std::min(subject.size(), type.size() + 1));
    }
    Metadata metadata{
        {"operation", operation}, {"resource_type", type}, {"relationship", error.detail("tuple")}};
    if (operation != "delete_object_definition")
        metadata.emplace_back("relation", relation);
    if (operation == "remove_allowed_type")
        metadata.emplace_back("allowed_type", error.detail("subject_type"));
    return with_reason(Code::InvalidArgument, error, "SCHEMA_TYPE_ERROR", std::move(metadata));
}

Status breaks_condition(const Error& error) {
    return with_reason(Code::InvalidArgument, error, "SCHEMA_TYPE_ERROR",
                       {{"operation", error.detail("operation")},
                        {"caveat_name", error.detail("condition")},
                        {"parameter_name", error.detail("parameter")}});
}

Status invalid_context(const Error& error) {
    Metadata metadata{{"caveat_name", error.detail("condition")}};
    if (const std::string parameter = error.detail("parameter"); !parameter.empty())
        metadata.emplace_back("parameter_name", parameter);
    return with_reason(Code::InvalidArgument, error, "CAVEAT_PARAMETER_TYPE_ERROR",
                       std::move(metadata));
}

} // namespace

Status to_status(const Error& error) {
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidTuple: return plain(Code::InvalidArgument, error);
    case ErrorCode::InvalidFilter:
        return with_reason(Code::InvalidArgument, error, "INVALID_FILTER", {{"filter", ""}});
    case ErrorCode::InvalidZookie: return plain(Code::InvalidArgument, error);
    case ErrorCode::InvalidCursor:
        return with_reason(Code::InvalidArgument, error, "INVALID_CURSOR");
    case ErrorCode::WildcardNotAllowed:
        return with_reason(Code::InvalidArgument, error, "WILDCARD_NOT_ALLOWED",
                           {{"field", error.detail("field") + ".object_id"}});
    case ErrorCode::LimitExceeded: return limit_exceeded(error);
    case ErrorCode::NoSchema:
    case ErrorCode::SchemaUnknown:
    case ErrorCode::StoreUnknown: return plain(Code::NotFound, error);
    case ErrorCode::InvalidSchema: return plain(Code::Internal, error);
    case ErrorCode::UnknownNamespace:
        return with_reason(Code::FailedPrecondition, error, "UNKNOWN_DEFINITION",
                           {{"definition_name", error.detail("namespace")}});
    case ErrorCode::UnknownRelation: return unknown_relation(error);
    case ErrorCode::RelationNotStored: return not_stored(error);
    case ErrorCode::SubjectNotAllowed: return subject_not_allowed(error);
    case ErrorCode::SchemaOrphansTuples: return orphans(error);
    case ErrorCode::SchemaBreaksCondition: return breaks_condition(error);
    case ErrorCode::InvalidContext: return invalid_context(error);
    case ErrorCode::ConditionFailed:
        return with_reason(Code::InvalidArgument, error, "CAVEAT_EVALUATION_ERROR",
                           {{"caveat_name", error.detail("condition")}});
    case ErrorCode::DuplicateUpdate:
        return with_reason(Code::InvalidArgument, error, "UPDATES_ON_SAME_RELATIONSHIP",
                           {{"definition_name", error.detail("namespace")},
                            {"relationship", error.detail("tuple")}});
    case ErrorCode::TupleExists:
    case ErrorCode::TupleDiffers: return recreated(error);
    case ErrorCode::TupleMissing: return plain(Code::NotFound, error);
    case ErrorCode::PreconditionFailed:
        return with_reason(Code::FailedPrecondition, error, "WRITE_OR_DELETE_PRECONDITION_FAILURE");
    case ErrorCode::TooManyMatches:
        return with_reason(Code::InvalidArgument, error,
                           "TOO_MANY_RELATIONSHIPS_FOR_TRANSACTIONAL_DELETE",
                           {{"limit", error.detail("limit")}});
    case ErrorCode::CounterExists:
        return with_reason(Code::FailedPrecondition, error, "COUNTER_ALREADY_REGISTERED",
                           {{"counter_name", error.detail("counter")}});
    case ErrorCode::CounterUnknown:
        return with_reason(Code::FailedPrecondition, error, "COUNTER_NOT_REGISTERED",
                           {{"counter_name", error.detail("counter")}});
    case ErrorCode::NoAnswer: return plain(Code::FailedPrecondition, error);
    case ErrorCode::TooDeep:
        return with_reason(Code::FailedPrecondition, error, "MAXIMUM_DEPTH_EXCEEDED");
    case ErrorCode::ContextMissing:
        return with_reason(Code::InvalidArgument, error, "CAVEAT_EVALUATION_ERROR",
                           {{"caveat_name", error.detail("condition")}});
    case ErrorCode::BudgetExceeded: return plain(Code::ResourceExhausted, error);
    case ErrorCode::DeadlineExceeded: return plain(Code::DeadlineExceeded, error);
    case ErrorCode::SnapshotUnavailable: return plain(Code::OutOfRange, error);
    case ErrorCode::StoreFull: return plain(Code::ResourceExhausted, error);
    case ErrorCode::StoreInUse:
    case ErrorCode::Overloaded:
    case ErrorCode::ShuttingDown: return plain(Code::Unavailable, error);
    case ErrorCode::StoreCorrupt:
    case ErrorCode::StoreTooNew:
    case ErrorCode::StoreFailed:
    case ErrorCode::Internal: return plain(Code::Internal, error);
    }
    return plain(Code::Internal, error);
}

} // namespace pemba::api::v1
