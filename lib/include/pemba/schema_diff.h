// Schema diff: what becomes different when one schema takes another's place, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/schema.h"

namespace pemba {

/// One difference. Which members say something depends on the kind; the rest is empty.
struct SchemaDifference {
    enum class Kind : std::uint8_t {
        NamespaceAdded,
        NamespaceRemoved,
        NamespaceCommentChanged,
        RelationAdded,
        RelationRemoved,
        RelationCommentChanged,
        SubjectTypeAdded,
        SubjectTypeRemoved,
        PermissionAdded,
        PermissionRemoved,
        PermissionCommentChanged,
        PermissionExpressionChanged,
        ConditionAdded,
        ConditionRemoved,
        ConditionCommentChanged,
        ConditionExpressionChanged, ///< its text, or what its text means because of other types
        ParameterAdded,
        ParameterRemoved,
        ParameterTypeChanged,
    };

    Kind kind = Kind::NamespaceAdded;
    std::string namespace_name;
    std::string relation; ///< a relation or a permission
    std::optional<SubjectType> subject_type;
    std::string condition;
    std::string parameter;
    /// What was and what is: a comment, a permission's or a condition's expression, a parameter's
    /// type. One of them is empty where something was added or removed.
    std::string before, after;

    friend bool operator==(const SchemaDifference&, const SchemaDifference&) = default;
};

/// Ordered by namespace, then as the schemas order their relations; conditions come last. What is
/// in a namespace that was added or removed is not told apart. A relation that became a permission,
/// or the other way round, is removed and added. O(schemas).
[[nodiscard]] PEMBA_EXPORT std::vector<SchemaDifference> differences(const Schema& before,
                                                                     const Schema& after);

/// The stable name of a kind, such as `RelationAdded`.
[[nodiscard]] PEMBA_EXPORT const char* to_string(SchemaDifference::Kind kind) noexcept;
/// For a reviewer: one sentence, such as "permission `view` of `doc` is now `viewer + owner`; it
/// was `viewer`".
[[nodiscard]] PEMBA_EXPORT std::string to_string(const SchemaDifference& difference);
/// As it is written: `user`, `user:*`, `team#member with on_day and expiration`.
[[nodiscard]] PEMBA_EXPORT std::string to_string(const SubjectType& type);

} // namespace pemba
