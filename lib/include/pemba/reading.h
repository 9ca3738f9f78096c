// Reading what is stored: requests and results of reads of tuples, changes and the schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/budget.h"
#include "pemba/relation_tuple.h"
#include "pemba/schema_version.h"
#include "pemba/tuple_filter.h"
#include "pemba/watch.h"
#include "pemba/zookie.h"

namespace pemba {

// --- Reading tuples ---------------------------------------------------------------------------

struct ReadRequest {
    TupleFilter filter;        ///< empty: every tuple
    Consistency consistency;   ///< ignored when there is a cursor, which carries its revision
    std::size_t limit = 1'000; ///< at least 1: a page; memory is proportional to it
    std::optional<Cursor> cursor;
    /// Bound into the cursor beside the filter, so that an API can bind a cursor to its call.
    std::string cursor_scope;
    Budget budget = {};
};

struct ReadResult {
    Zookie read_at;
    std::vector<RelationTuple> tuples;
    std::vector<Cursor> cursors; ///< one a tuple: go on after it
    bool complete = true;        ///< false: there are more after the last cursor
};

struct ReadSchemaRequest {
    Consistency consistency;
    std::optional<SchemaId> id; ///< this version of it, whatever the consistency
    bool none_is_empty = false; ///< where no schema was written yet: the empty one, not NoSchema
};

struct ReadSchemaResult {
    Schema schema;
    Zookie read_at;
    SchemaId id; ///< empty where no schema was written yet
};

// --- Changes ----------------------------------------------------------------------------------

/// What was written and deleted, page by page, for those who would rather ask than watch (watch.h).
struct ReadChangesRequest {
    std::optional<Cursor> cursor;   ///< go on after it
    std::optional<Timestamp> since; ///< without a cursor: begin with what was written then
    std::optional<std::string> namespace_name; ///< only tuples of this namespace's objects
    std::size_t limit = 50;                    ///< at least 1
};

struct TupleChange {
    WatchedChange change;
    Timestamp time{};
};

struct ReadChangesResult {
    std::vector<TupleChange> changes; ///< in the order in which they were made
    /// Goes on after what was read; absent if nothing was.
    std::optional<Cursor> cursor;
    std::uint64_t looked_at = 0; ///< changes of other namespaces, too
};

} // namespace pemba
