// Slight mistakes: schemas with a word or two gone wrong, and updates that a schema refuses.
#pragma once

#include <string>

#include "pemba/engine.h"
#include "reference/generator.h"

namespace pemba::reference {

/// The text of a schema with up to three of its words lost, doubled, swapped or replaced by others
/// of its words. May still be right.
[[nodiscard]] std::string with_mistakes(const std::string& schema, Generator& random);

/// An update of any relation or permission of the schema with any subject, condition and expiry,
/// mostly refused; now and then of a type or relation that does not exist.
[[nodiscard]] TupleUpdate any_update(const SchemaModel& schema, Generator& random);

} // namespace pemba::reference
