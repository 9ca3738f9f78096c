// shrink(): the smallest world in which a difference still shows.
#pragma once

#include <optional>
#include <string>

#include "reference/question.h"

namespace pemba::reference {

/// A question, when it was asked, and values for all parameters.
struct Occasion {
    Question question;
    Values completion;
    Timestamp now;
};

/// The difference in a store of its own, or nothing if it does not show there.
[[nodiscard]] std::optional<Difference> reproduce(const World& world, const Occasion& occasion);

/// Drops tuples, relations, subject types and operands for as long as the engine still differs.
/// REQUIRES: reproduce(world, occasion).
[[nodiscard]] World shrink(World world, const Occasion& occasion);

/// The world and the difference as a scenario's text, for people and for tests/scenarios.
[[nodiscard]] std::string describe(const World& world, const Difference& difference);

} // namespace pemba::reference
