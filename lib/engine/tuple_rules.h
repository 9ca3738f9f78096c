// TupleRules: whether the schema lets a relation tuple be written.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "engine/schema_cache.h"
#include "pemba/relation_tuple.h"

namespace pemba::engine {

/// Checks tuples against one schema. Remembers the answer for each kind of tuple, so that of many
/// alike only the first costs.
class TupleRules {
public:
    /// Whether a tuple needs the condition and the expiry that its relation demands: a delete may
    /// leave them out. One that names a condition names the whole type.
    enum class Details { AsAllowed, MayBeLeftOut };

    explicit TupleRules(SharedView schema) : schema_(std::move(schema)) {}

    /// Errors: InvalidTuple, UnknownNamespace, UnknownRelation, RelationNotStored,
    /// SubjectNotAllowed, InvalidContext.
    [[nodiscard]] Result<void> check(const RelationTuple& tuple,
                                     Details details = Details::AsAllowed);

private:
    /// Sets kind_ to the tuple's, too.
    [[nodiscard]] bool knows_kind_of(const RelationTuple& tuple);
    [[nodiscard]] Result<void> check_identity(const RelationTuple& tuple) const;
    [[nodiscard]] Result<void> check_kind(const RelationTuple& tuple, Details details) const;
    [[nodiscard]] Result<void> check_context(const TupleCondition& condition) const;
    [[nodiscard]] Error not_allowed(const graph::Slot& slot, const RelationTuple& tuple,
                                    RelationId subject) const;
    [[nodiscard]] std::string suggestion(const graph::Slot& slot, const RelationTuple& tuple,
                                         RelationId subject) const;

    SharedView schema_;
    std::unordered_set<std::string> known_kinds_;
    std::string kind_; ///< of the tuple looked at, kept so that it needs no new memory
};

/// What follows a subject type in a schema: ` with under and expiration`, or nothing.
[[nodiscard]] std::string words_of_traits(std::string_view condition, bool expires);

} // namespace pemba::engine
