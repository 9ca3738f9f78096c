// The questions that an engine (engine.h) answers: requests and results of check, expand and the
// lookups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/budget.h"
#include "pemba/decision.h"
#include "pemba/explanation.h"
#include "pemba/relation_tuple.h"
#include "pemba/result.h"
#include "pemba/schema_version.h"
#include "pemba/userset_tree.h"
#include "pemba/zookie.h"

namespace pemba {

/// What a condition comes to, some of whose parameters have no value.
enum class MissingContext : std::uint8_t {
    AsDialect,   ///< `.fga`: an error, ContextMissing; elsewhere it is Conditional if that matters
    Conditional, ///< Conditional in every dialect: never Yes where the dialect has an error
};

// --- Check ------------------------------------------------------------------------------------

/// Does the subject have the relation to the object?
struct CheckRequest {
    Userset userset; ///< object and relation; the relation may be stored or computed
    Subject subject; ///< an object or a userset, not a wildcard
    Consistency consistency;
    bool explain = false; ///< also return why; costs a second walk
    /// Values for the parameters of conditions, as a JSON object; empty: none. Where a tuple has a
    /// value of its own, that one counts.
    std::string context;
    MissingContext missing_context = MissingContext::AsDialect;
    Premises premises;
    Budget budget;
};

struct CheckResult {
    Decision decision;
    Zookie checked_at;
    std::optional<Explanation> explanation; ///< if asked for
    std::uint64_t tuple_reads = 0;          ///< what the answer cost
};

/// One question of a bulk check.
struct CheckItem {
    Userset userset;
    Subject subject;
    bool explain = false;
    std::string context; ///< as CheckRequest::context
    MissingContext missing_context = MissingContext::AsDialect;
    std::vector<RelationTuple> tuples; ///< as Premises::tuples, for this question
};

struct BulkCheckRequest {
    std::vector<CheckItem> items;
    Consistency consistency;
    std::optional<SchemaId> schema; ///< as Premises::schema
    Budget budget;                  ///< of all items together
};

/// One result an item, in order. `checked_at` of each is that of the whole call.
struct BulkCheckResult {
    Zookie checked_at;
    std::vector<Result<CheckResult>> results;
};

// --- Expand -----------------------------------------------------------------------------------

struct ExpandRequest {
    Userset userset;
    Consistency consistency;
    /// Everything, or only the relation's own rewrite, where other usersets are named, not opened.
    enum class Depth : std::uint8_t { Everything, OwnRewrite } depth = Depth::Everything;
    Premises premises;
    Budget budget;
};

struct ExpandResult {
    UsersetTree tree;
    Zookie expanded_at;
};

// --- Lookups ----------------------------------------------------------------------------------

/// Which objects of a namespace does the subject have the relation to?
struct LookupObjectsRequest {
    std::string namespace_name;
    std::string relation;
    Subject subject;
    Consistency consistency; ///< ignored when there is a cursor, which carries its revision
    std::size_t limit = 0;   ///< 0: all of them
    std::optional<Cursor> cursor;
    std::string context; ///< as CheckRequest::context
    MissingContext missing_context = MissingContext::AsDialect;
    Premises premises;
    Budget budget;
};

struct FoundObject {
    std::string id;
    Decision decision;       ///< Yes or Conditional
    std::uint64_t place = 0; ///< opaque: where a cursor goes on after it
};

/// Each object once, in the order in which the store came to know their ids.
struct LookupObjectsResult {
    Zookie looked_up_at;
    std::vector<FoundObject> objects;
    bool complete = true; ///< false: the limit cut it; go on with cursor_after(objects.size() - 1)

    /// The cursor that goes on after the object of that index.
    [[nodiscard]] PEMBA_EXPORT Cursor cursor_after(std::size_t index) const;

    std::string cursor_prefix = {}; ///< opaque; what cursor_after() builds on
};

/// Which subjects of a type have the relation to an object?
struct LookupSubjectsRequest {
    Userset userset;
    std::string subject_namespace;
    std::string subject_relation; ///< empty: objects; otherwise usersets with this relation
    Consistency consistency;      ///< ignored when there is a cursor, which carries its revision
    std::string context;          ///< as CheckRequest::context
    MissingContext missing_context = MissingContext::AsDialect;
    bool wildcard = true;  ///< also tell whether everybody has it, and who then does not
    std::size_t limit = 0; ///< of subjects that were named; 0: all of them
    std::optional<Cursor> cursor;
    Premises premises;
    Budget budget;
};

/// Somebody whom a wildcard does not cover.
struct ExcludedSubject {
    std::string id;
    Decision decision; ///< of being excluded: Yes or Conditional
};

struct FoundSubject {
    std::string id;                        ///< `*` for the wildcard
    Decision decision;                     ///< Yes or Conditional
    std::vector<ExcludedSubject> excluded; ///< only for `*`, in the order of subjects
    std::uint64_t place = 0;               ///< opaque: where a cursor goes on after it
};

/// Each subject once, in the order in which the store came to know their ids; a wildcard comes
/// first, and subjects that were named come beside it.
struct LookupSubjectsResult {
    Zookie looked_up_at;
    std::vector<FoundSubject> subjects;
    bool complete = true; ///< false: the limit cut it; go on with cursor_after(subjects.size() - 1)

    /// The cursor that goes on after the subject of that index.
    [[nodiscard]] PEMBA_EXPORT Cursor cursor_after(std::size_t index) const;

    std::string cursor_prefix = {}; ///< opaque; what cursor_after() builds on
};

} // namespace pemba
