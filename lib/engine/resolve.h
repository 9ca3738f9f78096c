// From names to numbers: the parts of a question, checked against the schema of its snapshot. Ids
// that the store has never seen become the question's guests.
#pragma once

#include "engine/snapshot.h"
#include "graph/question.h"

namespace pemba::engine {

/// Errors: InvalidTuple, UnknownNamespace, UnknownRelation, WildcardNotAllowed.
[[nodiscard]] Result<graph::Node> resolve_userset(const OpenSnapshot& snapshot,
                                                  const Userset& userset);
/// Who is asked for: one object or userset, or a wildcard where the dialect takes one. Errors as
/// above.
[[nodiscard]] Result<NodeId> resolve_subject(const OpenSnapshot& snapshot, const Subject& subject);
/// The subject of a tuple, which may be a wildcard. Errors as above.
[[nodiscard]] Result<NodeId> resolve_tuple_subject(const OpenSnapshot& snapshot,
                                                   const Subject& subject);
/// A namespace's plain objects, or the usersets of one of its relations. Errors as above.
[[nodiscard]] Result<RelationId> resolve_subject_type(const graph::SchemaView& schema,
                                                      std::string_view namespace_name,
                                                      std::string_view relation);

/// What a tuple carries, in numbers. REQUIRES: the schema allows it.
[[nodiscard]] storage::TupleDetails resolve_details(const graph::SchemaView& schema,
                                                    const RelationTuple& tuple);

} // namespace pemba::engine
