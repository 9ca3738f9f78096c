// Error: what went wrong, as a value. Every fallible call of Pemba returns a Result (result.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pemba/export.h"

namespace pemba {

/// The kinds of failure that a caller may want to tell apart. Codes say whose mistake it is and
/// what can be done about it; the message says it in words. Each API maps them to its own error
/// codes in one switch, so the compiler finds a forgotten one.
enum class ErrorCode : std::uint8_t {
    // The request is malformed on its own terms.
    InvalidArgument,    ///< a field is missing, malformed or out of its range
    InvalidTuple,       ///< a relation tuple's text or one of its names breaks the rules
    InvalidFilter,      ///< a tuple filter selects nothing meaningful
    InvalidZookie,      ///< not a zookie, or one of another store or epoch, or from the future
    InvalidCursor,      ///< not a cursor, or one of another call
    WildcardNotAllowed, ///< `*` where one object is meant
    InvalidContext, ///< a condition's value is unknown or of the wrong type; details: condition,
                    ///< parameter
    LimitExceeded,  ///< more items in the request than a limit allows; details name it
    // The request does not fit the schema.
    NoSchema,              ///< nothing has been defined yet
    SchemaUnknown,         ///< no version of the schema has this id; details: schema
    InvalidSchema,         ///< schema bytes that the compiler would not produce
    UnknownNamespace,      ///< details: namespace
    UnknownRelation,       ///< details: namespace, relation
    RelationNotStored,     ///< a permission is computed: tuples cannot be written to it
    SubjectNotAllowed,     ///< the relation does not take subjects of this type
    SchemaOrphansTuples,   ///< stored tuples would no longer be allowed; details list all of them
    SchemaBreaksCondition, ///< a parameter of a condition is gone or of another type
    // The request does not fit the data.
    DuplicateUpdate,    ///< one tuple twice in one write
    TupleExists,        ///< create of a tuple that is there
    TupleDiffers,       ///< the tuple is there with another condition, context or expiry
    TupleMissing,       ///< removal of a tuple that is not there
    PreconditionFailed, ///< a precondition of the write does not hold
    TooManyMatches,     ///< more tuples match than the limit of an all-or-nothing delete
    CounterExists,      ///< a counter of that name is registered; details: counter
    CounterUnknown,     ///< no counter of that name is registered; details: counter
    // The question has no answer, or not within its means.
    NoAnswer,            ///< recursion through exclusion: the answer would depend on itself
    TooDeep,             ///< the answer lies behind more tuples in a row than the dialect allows
    ContextMissing,      ///< the dialect demands every parameter's value; details: missing
    BudgetExceeded,      ///< the request's budget of reads or nodes ran out; details name it
    DeadlineExceeded,    ///< the request's deadline came first
    ConditionFailed,     ///< a condition could not be evaluated; details: condition
    SnapshotUnavailable, ///< the revision is older than the changelog that is kept
    // The store.
    StoreUnknown, ///< there is no store of this id, or it was deleted; details: store
    StoreInUse,   ///< another process has the store open
    StoreCorrupt, ///< what is on disk does not make sense
    StoreTooNew,  ///< written by a newer format than this program knows
    StoreFull,    ///< no space left on the device or in the map; nothing was changed
    StoreFailed,  ///< the disk or the operating system refused
    Overloaded,   ///< a bounded queue is full; try again later
    ShuttingDown, ///< the engine is closing
    Internal,     ///< a bug in Pemba
};

/// The stable name of a code, such as "TupleExists": for logs, metrics and tests.
[[nodiscard]] PEMBA_EXPORT const char* to_string(ErrorCode code) noexcept;

/// A failure: code, one sentence for people (lower-case start, no full stop, names in backticks),
/// and details as key and value for programs, e.g. {"relation", "viewer"}.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::vector<std::pair<std::string, std::string>> details;

    /// The value of a detail, or "" if there is none of that name. O(details).
    [[nodiscard]] PEMBA_EXPORT std::string detail(std::string_view key) const;

    /// The same error with `context: ` before its message; used on the way up.
    [[nodiscard]] PEMBA_EXPORT Error with_context(std::string_view context) &&;
};

} // namespace pemba
