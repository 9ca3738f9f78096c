// Questions, Pemba's answers to them, and the worlds they are about, as JSON for a peer's driver.
#pragma once

#include <boost/json.hpp>

#include "reference/question.h"

namespace pemba::reference {

/// Namespaces, relations, types of subjects and expressions, under the names of SchemaModel.
[[nodiscard]] boost::json::object json_of(const SchemaModel& schema);
/// `text` as parse_relation_tuple() reads it, and its parts; `expired` is by that clock.
[[nodiscard]] boost::json::object json_of(const RelationTuple& tuple, Timestamp now);

/// A question, and under `answer` what the engine says to it at its newest: `decision`, `objects`
/// or `subjects`, or else `error` with its code. Expand is not asked.
[[nodiscard]] boost::json::object asked(const Engine& engine, const Question& question);

} // namespace pemba::reference
