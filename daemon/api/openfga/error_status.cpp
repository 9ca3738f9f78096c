// What each failure of the engine is in OpenFGA's API: the one switch over ErrorCode.
#include "api/openfga/status.h"

#include "api/openfga/tuple_key.h"

namespace pemba::api::openfga {
namespace {

// Which tuple of a list it is about, in the words of this API.
std::string place_of(const Error& error) {
    const std::string list = error.detail("list");
    if (list.empty())
        return {};
    return (list == "premises" ? "contextual_tuples" : list) + "[" + error.detail("index") + "]: ";
}

std::string relation_of(const Error& error) {
    return error.detail("namespace") + "#" + error.detail("relation");
}

std::string reason_of(const Error& error) {
    switch (error.code) {
    case ErrorCode::UnknownNamespace:
        return place_of(error) + "type '" + error.detail("namespace") + "' not found";
    case ErrorCode::UnknownRelation:
        return place_of(error) + "relation '" + relation_of(error) + "' not found";
    case ErrorCode::SubjectNotAllowed:
        return place_of(error) + "type '" + error.detail("subject_type") +
               "' is not an allowed type restriction for '" + relation_of(error) + "'";
    default: return error.message;
    }
}

// What is wrong with a contextual tuple has a code of its own.
Status about_names(const Error& error) {
    const bool contextual = error.detail("list") == "premises";
    return {contextual ? Code::InvalidTuple : Code::ValidationError, reason_of(error)};
}

Status write_failed(const Error& error, std::string_view what) {
    const auto tuple = parse_relation_tuple(error.detail("tuple"), Dialect::Fga);
    if (!tuple)
        return {Code::WriteFailed, error.message};
    return {Code::WriteFailed, std::string(what) + ": " + words_of(*tuple) +
                                   ": tuple to be written already existed or the tuple to be "
                                   "deleted did not exist"};
}

Status conflict(const Error& error) {
    return {Code::Aborted, "transactional write failed due to conflict: attempted to write a tuple "
                           "which already exists with a different condition: " +
                               error.message};
}

Status unknown_model(const Error& error) {
    return {Code::AuthorizationModelNotFound,
            "Authorization Model '" + error.detail("schema") + "' not found"};
}

Status too_complex(const Error& error) {
    return {Code::ResolutionTooComplex,
            "Authorization Model resolution required too many rewrite rules to be resolved: " +
                error.message};
}

} // namespace

Status to_status(const Error& error) {
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidFilter:
    case ErrorCode::InvalidZookie:
    case ErrorCode::WildcardNotAllowed:
    case ErrorCode::ContextMissing:
    case ErrorCode::ConditionFailed:
    case ErrorCode::SchemaOrphansTuples:
    case ErrorCode::SchemaBreaksCondition: return {Code::ValidationError, error.message};
    case ErrorCode::InvalidTuple:
    case ErrorCode::InvalidContext:
    case ErrorCode::UnknownNamespace:
    case ErrorCode::UnknownRelation:
    case ErrorCode::RelationNotStored:
    case ErrorCode::SubjectNotAllowed: return about_names(error);
    case ErrorCode::InvalidCursor:
        return {Code::InvalidContinuationToken, "Invalid continuation token"};
    case ErrorCode::SnapshotUnavailable: return {Code::InvalidContinuationToken, error.message};
    case ErrorCode::LimitExceeded: return {Code::ExceededEntityLimit, error.message};
    case ErrorCode::NoSchema: return {Code::LatestModelNotFound, "No authorization models found"};
    case ErrorCode::SchemaUnknown: return unknown_model(error);
    case ErrorCode::InvalidSchema: return {Code::InvalidModel, error.message};
    case ErrorCode::DuplicateUpdate: return {Code::DuplicateTuples, error.message};
    case ErrorCode::TupleExists:
        return write_failed(error, "cannot write a tuple which already exists");
    case ErrorCode::TupleMissing:
        return write_failed(error, "cannot delete a tuple which does not exist");
    case ErrorCode::TupleDiffers: return conflict(error);
    case ErrorCode::PreconditionFailed:
    case ErrorCode::TooManyMatches:
    case ErrorCode::CounterExists:
    case ErrorCode::CounterUnknown: return {Code::FailedPrecondition, error.message};
    case ErrorCode::NoAnswer:
    case ErrorCode::TooDeep: return too_complex(error);
    case ErrorCode::DeadlineExceeded: return {Code::DeadlineExceeded, error.message};
    case ErrorCode::BudgetExceeded:
    case ErrorCode::StoreFull: return {Code::ResourceExhausted, error.message};
    case ErrorCode::StoreUnknown: return {Code::StoreNotFound, "Store ID not found"};
    case ErrorCode::StoreInUse:
    case ErrorCode::Overloaded:
    case ErrorCode::ShuttingDown: return {Code::Unavailable, error.message};
    case ErrorCode::StoreCorrupt:
    case ErrorCode::StoreTooNew:
    case ErrorCode::StoreFailed:
    case ErrorCode::Internal: return {Code::InternalError, error.message};
    }
    return {Code::InternalError, error.message};
}

} // namespace pemba::api::openfga
