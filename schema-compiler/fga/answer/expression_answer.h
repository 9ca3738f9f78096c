// What OpenFGA's API says of a condition whose expression or parameters are wrong: cel-go's words.
#pragma once

#include <optional>
#include <string>

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// The message; nothing if the report is not about the inside of a condition. `own` is the report's
/// own message, which stands where cel-go's words are not known.
[[nodiscard]] std::optional<std::string>
expression_answer(const Report& report, const std::string& own, const ir::Schema& schema);

} // namespace pemba::schema::fga
