// TupleRules: whether the schema lets a relation tuple be written.
#pragma once

#include <string>
#include <unordered_set>

#include "engine/schema_cache.h"
#include "pemba/relation_tuple.h"

namespace pemba::engine {

/// Checks tuples against one schema. Remembers the answer for each kind of tuple, so that of many
/// alike only the first costs.
class TupleRules {
public:
    /// Whether a tuple needs the expiry that its relation demands: a delete may leave it out.
    enum class Expiry { AsAllowed, MayBeLeftOut };

    explicit TupleRules(SharedView schema) : schema_(std::move(schema)) {}

    /// Errors: InvalidTuple, UnknownNamespace, UnknownRelation, RelationNotStored,
    /// SubjectNotAllowed.
    [[nodiscard]] Result<void> check(const RelationTuple& tuple, Expiry expiry = Expiry::AsAllowed);

private:
    [[nodiscard]] Result<void> check_kind(const RelationTuple& tuple, Expiry expiry) const;
    [[nodiscard]] Error not_allowed(const graph::Slot& slot, const RelationTuple& tuple,
                                    RelationId subject) const;
    [[nodiscard]] std::string suggestion(const graph::Slot& slot, RelationId subject,
                                         bool wildcard) const;

    SharedView schema_;
    std::unordered_set<std::string> known_kinds_;
};

} // namespace pemba::engine
