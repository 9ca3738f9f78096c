// The names of error codes, and Error's few functions.
#include "pemba/error.h"

#include "base/assert.h"

namespace pemba {

const char* to_string(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument: return "InvalidArgument";
    case ErrorCode::InvalidTuple: return "InvalidTuple";
    case ErrorCode::InvalidFilter: return "InvalidFilter";
    case ErrorCode::InvalidZookie: return "InvalidZookie";
    case ErrorCode::InvalidCursor: return "InvalidCursor";
    case ErrorCode::WildcardNotAllowed: return "WildcardNotAllowed";
    case ErrorCode::InvalidContext: return "InvalidContext";
    case ErrorCode::LimitExceeded: return "LimitExceeded";
    case ErrorCode::NoSchema: return "NoSchema";
    case ErrorCode::SchemaUnknown: return "SchemaUnknown";
    case ErrorCode::InvalidSchema: return "InvalidSchema";
    case ErrorCode::UnknownNamespace: return "UnknownNamespace";
    case ErrorCode::UnknownRelation: return "UnknownRelation";
    case ErrorCode::RelationNotStored: return "RelationNotStored";
    case ErrorCode::SubjectNotAllowed: return "SubjectNotAllowed";
    case ErrorCode::SchemaOrphansTuples: return "SchemaOrphansTuples";
    case ErrorCode::SchemaBreaksCondition: return "SchemaBreaksCondition";
    case ErrorCode::DuplicateUpdate: return "DuplicateUpdate";
    case ErrorCode::TupleExists: return "TupleExists";
    case ErrorCode::TupleDiffers: return "TupleDiffers";
    case ErrorCode::TupleMissing: return "TupleMissing";
    case ErrorCode::PreconditionFailed: return "PreconditionFailed";
    case ErrorCode::TooManyMatches: return "TooManyMatches";
    case ErrorCode::CounterExists: return "CounterExists";
    case ErrorCode::CounterUnknown: return "CounterUnknown";
    case ErrorCode::NoAnswer: return "NoAnswer";
    case ErrorCode::TooDeep: return "TooDeep";
    case ErrorCode::ContextMissing: return "ContextMissing";
    case ErrorCode::BudgetExceeded: return "BudgetExceeded";
    case ErrorCode::DeadlineExceeded: return "DeadlineExceeded";
    case ErrorCode::ConditionFailed: return "ConditionFailed";
    case ErrorCode::SnapshotUnavailable: return "SnapshotUnavailable";
    case ErrorCode::StoreUnknown: return "StoreUnknown";
    case ErrorCode::StoreInUse: return "StoreInUse";
    case ErrorCode::StoreCorrupt: return "StoreCorrupt";
    case ErrorCode::StoreTooNew: return "StoreTooNew";
    case ErrorCode::StoreFull: return "StoreFull";
    case ErrorCode::StoreFailed: return "StoreFailed";
    case ErrorCode::Overloaded: return "Overloaded";
    case ErrorCode::ShuttingDown: return "ShuttingDown";
    case ErrorCode::Internal: return "Internal";
    }
    PEMBA_UNREACHABLE("an ErrorCode outside its enumeration");
}

std::string Error::detail(std::string_view key) const {
    for (const auto& [name, value] : details)
        if (name == key)
            return value;
    return {};
}

Error Error::with_context(std::string_view context) && {
    message.insert(0, std::string(context) + ": ");
    return std::move(*this);
}

} // namespace pemba
