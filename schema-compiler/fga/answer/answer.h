// api_error(): what OpenFGA's API answers to a model that has errors.
#pragma once

#include <optional>

#include "diagnostics/sink.h"
#include "ir/ir.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::fga {

/// The answer to what was reported; nothing if that has no error. An error that OpenFGA does not
/// have is answered as an invalid model, with its own message, if there is no other.
[[nodiscard]] std::optional<ApiError> api_error(const Sink& sink, const ir::Schema& schema);

} // namespace pemba::schema::fga
