// What a refused write or delete is told, the failed precondition by its filter.
#pragma once

#include <vector>

#include "api/v1/status.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// to_status(), with the filter of the precondition that failed in its metadata.
[[nodiscard]] Status write_status(const Error& error,
                                  const std::vector<Precondition>& preconditions);

} // namespace pemba::api::v1
