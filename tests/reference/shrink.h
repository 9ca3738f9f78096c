// shrink(): the smallest world in which a difference still shows.
#pragma once

#include <optional>
#include <string>

#include "reference/question.h"

namespace pemba::reference {

/// The difference in a store of its own, or nothing if it does not show there.
[[nodiscard]] std::optional<Difference> reproduce(const World& world, const Question& question);

/// Drops tuples, relations, subject types and operands for as long as the engine still differs.
/// REQUIRES: reproduce(world, question).
[[nodiscard]] World shrink(World world, const Question& question);

/// The world and the difference as a scenario's text, for people and for tests/scenarios.
[[nodiscard]] std::string describe(const World& world, const Difference& difference);

} // namespace pemba::reference
