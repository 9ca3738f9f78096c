// From names to numbers: the parts of a question, checked against the schema.
#pragma once

#include "graph/question.h"
#include "storage/names.h"

namespace pemba::engine {

/// A check's two sides in numbers.
struct ResolvedCheck {
    graph::Node userset;
    NodeId subject;
};

/// Errors: InvalidTuple, UnknownNamespace, UnknownRelation, WildcardNotAllowed.
[[nodiscard]] Result<ResolvedCheck> resolve_check(const graph::SchemaView& schema,
                                                  const storage::Names& names,
                                                  const Userset& userset, const Subject& subject);

/// Ids that the store has never seen become ObjectNumber::UnknownObject. Errors as above.
[[nodiscard]] Result<graph::Node> resolve_userset(const graph::SchemaView& schema,
                                                  const storage::Names& names,
                                                  const Userset& userset);
/// Ids that the store has never seen become ObjectNumber::UnknownSubject. Errors as above.
[[nodiscard]] Result<NodeId> resolve_subject(const graph::SchemaView& schema,
                                             const storage::Names& names, const Subject& subject);
/// A namespace's plain objects, or the usersets of one of its relations. Errors as above.
[[nodiscard]] Result<RelationId> resolve_subject_type(const graph::SchemaView& schema,
                                                      std::string_view namespace_name,
                                                      std::string_view relation);

} // namespace pemba::engine
