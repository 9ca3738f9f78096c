// Writing: requests and results of everything that changes a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/relation_tuple.h"
#include "pemba/schema_version.h"
#include "pemba/tuple_filter.h"
#include "pemba/zookie.h"

namespace pemba {

// --- Writing ----------------------------------------------------------------------------------

enum class UpdateKind : std::uint8_t {
    Create, ///< fails if the tuple is there
    Touch,  ///< writes it whether or not it is there
    Ensure, ///< writes it; being there with the same details is fine, with others it fails
    Delete, ///< removes it; not being there is fine
    Remove, ///< removes it; fails if it is not there
};

struct TupleUpdate {
    UpdateKind kind = UpdateKind::Touch;
    RelationTuple tuple;
};

/// A condition on the data that must hold for a write to be applied.
struct Precondition {
    enum class Kind : std::uint8_t { MustMatch, MustNotMatch };
    Kind kind = Kind::MustMatch;
    TupleFilter filter;
};

/// Who writes and why; kept in the changelog.
struct WriteContext {
    std::string actor;    ///< who, as the caller knows them; may be empty
    std::string metadata; ///< a JSON object as text, or empty
};

/// All updates are applied in one revision, or none.
struct WriteRequest {
    std::vector<TupleUpdate> updates;
    std::vector<Precondition> preconditions;
    WriteContext context;
    /// The version of the schema that must allow the tuples; absent: the one in force. Only of use
    /// where stored tuples need not be allowed by the one in force (schema/policy.h).
    std::optional<SchemaId> schema;
};

struct WriteResult {
    Zookie written_at;
};

/// Deletes what a filter matches.
struct DeleteRequest {
    TupleFilter filter;
    std::vector<Precondition> preconditions;
    std::size_t limit = 0; ///< 0: none
    /// With a limit: delete up to it and say that there is more, instead of refusing
    /// (TooManyMatches).
    bool allow_partial = false;
    WriteContext context;
};

struct DeleteResult {
    Zookie deleted_at;
    std::uint64_t deleted = 0;
    bool complete = true; ///< false: allow_partial was used and more tuples match
};

/// Many tuples in one revision: all are created, or none if one is there already or is wrong.
struct ImportRequest {
    std::vector<RelationTuple> tuples;
    bool touch = false; ///< tuples that are there already are fine
    WriteContext context;
};

struct ImportResult {
    Zookie written_at;
    std::uint64_t imported = 0;
};

/// Replaces the schema. Where the dialect demands that every stored tuple is allowed, one that
/// would no longer allow some is refused (SchemaOrphansTuples); the error names every relation and
/// subject type concerned, with a count and an example.
struct WriteSchemaRequest {
    Schema schema;
    WriteContext context;
};

struct WriteSchemaResult {
    Zookie written_at;
    SchemaId id; ///< of the version that is now in force
};

/// Assertions about a version of the schema: stored, never run.
struct AssertionsRequest {
    SchemaId schema;
    std::string document;
};

/// All of the index of nested groups, which every write keeps up to date.
struct RebuildIndexRequest {};

} // namespace pemba
