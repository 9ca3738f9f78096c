// Compiling the expressions of conditions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cel/checker.h"
#include "ir/ir.h"

namespace pemba::schema::cel {

/// The longest expression, in bytes.
inline constexpr std::size_t kMaxBytes = 100'000;

/// Gives every condition of the schema its program, or reports why it cannot have one, at the place
/// in its text.
void compile_conditions(ir::Schema& schema, Sink& sink);

/// An expression of any type. `place` is where it stands in the sink's source.
[[nodiscard]] std::optional<Checked> compile(std::string_view expression, const Placement& place,
                                             const std::vector<NamedType>& parameters,
                                             Checking checking, Sink& sink,
                                             Dialect dialect = Dialect::Zed);

} // namespace pemba::schema::cel
