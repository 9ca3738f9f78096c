// Validation: whether a schema and relationships come to what a file says they should.
#pragma once

#include <string>
#include <vector>

#include "test_report.h"
#include "validation_file.h"

namespace pemba::client {

/// What was checked and what is wrong.
struct ValidationResult {
    std::size_t assertions = 0, expected = 0;
    std::vector<Problem> problems;
};

/// In a store of its own in a temporary folder, which is gone afterwards. Errors: the schema does
/// not compile, a relationship does not fit it.
[[nodiscard]] Result<ValidationResult> validate_file(const ValidationFile& file);

} // namespace pemba::client
