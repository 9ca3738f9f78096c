// Shapes: which message each field of a tree is, and whether it has what such a message has.
#pragma once

#include <cstdint>
#include <vector>

#include "diagnostics/sink.h"
#include "zanzibar/ast/ast.h"

namespace pemba::schema::zanzibar {

/// What a field is, by its name and where it stands.
enum class Shape : std::uint8_t {
    File,
    Namespace,       ///< `namespace { … }`
    Relation,        ///< `relation { … }`
    Operand,         ///< `child { … }`, `userset_rewrite { … }`: holds one operation
    SetOperation,    ///< `union`, `intersection`: children
    Exclusion,       ///< `exclusion`: two or more children
    This,            ///< `_this {}`
    ComputedUserset, ///< `computed_userset { relation: "…" }`
    TupleToUserset,  ///< `tuple_to_userset { tupleset { … } computed_userset { … } }`
    Tupleset,        ///< `tupleset { relation: "…" }`
    TargetUserset,   ///< `computed_userset` of a tuple_to_userset
    Text,            ///< a field that holds a string
    TupleObject,     ///< a field that holds `$TUPLE_USERSET_OBJECT`
    Unknown,         ///< not a field of its message; reported
};

struct Shapes {
    std::vector<Shape> of;       ///< each field of the file
    std::vector<bool> is_broken; ///< something in it is not as it should be; reported
};

/// Reports fields that do not belong where they stand, stand twice, hold the wrong kind of value or
/// are missing. O(fields).
[[nodiscard]] Shapes check_shapes(const File& file, Sink& sink);

/// The only field of this name in a message, or null.
[[nodiscard]] const Field* find_field(const File& file, const Field& message,
                                      std::string_view name);

} // namespace pemba::schema::zanzibar
