// SchemaVersion: the schemas that a store has had. Each write of one makes a version, which is kept
// for ever and can be asked under.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pemba/relation_tuple.h"
#include "pemba/schema.h"
#include "pemba/zookie.h"

namespace pemba {

/// Names a version of a store's schema: a ULID, 26 characters that sort by the time of the write.
struct SchemaId {
    std::string text;

    friend bool operator==(const SchemaId&, const SchemaId&) = default;
};

struct SchemaVersion {
    SchemaId id;
    Timestamp written_at{};
    Schema schema;
};

/// The versions of a store, the newest first.
struct ListSchemasRequest {
    std::size_t limit = 50;         ///< at least 1
    std::optional<SchemaId> before; ///< go on with those that are older than this one
};

struct ListSchemasResult {
    std::vector<SchemaVersion> versions;
    bool complete = true; ///< false: there are older ones
};

/// What a question takes for granted beside what is stored.
struct Premises {
    /// Ask under this version of the schema; absent: under the one in force at the snapshot.
    std::optional<SchemaId> schema;
    /// Tuples that count as if they were written, and instead of stored ones of the same object,
    /// relation and subject. They must be allowed by the schema that is asked under. An error in
    /// one has the details `list` (`premises`) and `index`.
    std::vector<RelationTuple> tuples;
};

} // namespace pemba
