// Question: what a walk is asked, in numbers, and where it runs.
#pragma once

#include "condition/context.h"
#include "graph/schema_view.h"
#include "pemba/options.h"
#include "pemba/questions.h"
#include "storage/tuple_reader.h"

namespace pemba::graph {

/// One snapshot: a schema and the tuples under it, and what conditions are judged by. All outlive
/// the walk.
struct Snapshot {
    const SchemaView& schema;
    storage::TupleReader& tuples;
    const condition::Context& context;    ///< the request's
    std::uint64_t max_condition_cost = 0; ///< of one evaluation
    MissingContext missing_context = MissingContext::AsDialect;
    Optimisations optimisations = {};
    bool closures_hold = false; ///< the closures of the current tables are those of the snapshot
    /// The question has the subject, the context and the snapshot of the one before: what a walk
    /// found then still holds.
    bool goes_on = false;
};

/// A subject in numbers. An id that the store has never seen is a guest's, which only wildcards,
/// identity and the request's own tuples match.
struct SubjectQuestion {
    NodeId subject;
    SubjectKind kind = SubjectKind::Unknown;

    SubjectQuestion(const SchemaView& schema, NodeId id)
        : subject(id), kind(schema.kind_of(id.relation())) {}

    /// Whether a wildcard of the subject's namespace covers it: a userset is no object.
    [[nodiscard]] bool is_plain() const { return subject.relation().is_plain(); }
    [[nodiscard]] NodeId wildcard() const { return {subject.relation(), ObjectNumber::Wildcard}; }
};

/// Whether a node is the very userset that is asked for: a userset contains itself.
[[nodiscard]] inline bool is_identity(const SchemaView& schema, Node node,
                                      const SubjectQuestion& question) {
    const auto& slot = schema.slot(node.slot());
    return slot.is_relation(node.slot()) &&
           NodeId(slot.relation, node.object()) == question.subject;
}

/// Whether an operand Self gives the subject.
[[nodiscard]] inline bool is_self(const Slot& slot, Node node, const SubjectQuestion& question) {
    return NodeId(RelationId::plain(slot.namespace_id), node.object()) == question.subject;
}

} // namespace pemba::graph
