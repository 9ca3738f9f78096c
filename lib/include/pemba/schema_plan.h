// Schema plan: what would happen if a schema were written, without writing it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pemba/schema_diff.h"
#include "pemba/zookie.h"

namespace pemba {

/// Something for which the schema would be refused: stored tuples that it would no longer allow, or
/// a condition that would no longer mean what callers and tuples take it to mean.
struct SchemaObstacle {
    enum class Kind : std::uint8_t {
        NamespaceGone,
        RelationGone,
        SubjectRelationGone, ///< a relation that stored tuples have as their subject's
        SubjectTypeGone,
        ParameterGone,
        ParameterTypeChanged,
    };

    Kind kind = Kind::SubjectTypeGone;
    std::string namespace_name, relation; ///< of the stored tuples
    std::string subject_type;             ///< of the stored tuples, as it is written
    std::string condition, parameter;
    std::uint64_t tuples = 0; ///< how many stand in the way
    std::string example;      ///< one of them; empty if none was found quickly
};

/// The word that SpiceDB has for a kind, such as `delete_relation`.
[[nodiscard]] PEMBA_EXPORT const char* operation_of(SchemaObstacle::Kind kind) noexcept;
/// One sentence.
[[nodiscard]] PEMBA_EXPORT std::string to_string(const SchemaObstacle& obstacle);

struct SchemaPlan {
    Zookie planned_at;
    std::vector<SchemaDifference> differences; ///< from the schema in force
    std::vector<SchemaObstacle> obstacles;     ///< all of them; none: it can be written
};

} // namespace pemba
