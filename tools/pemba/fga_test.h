// OpenFGA's tests: whether a model and tuples come to what a store file says they should.
#pragma once

#include "openfga/store_file.h"
#include "test_report.h"

namespace pemba::client {

/// Runs each test in a store of its own with the file's tuples and its own, which is gone
/// afterwards. A question without an answer is a problem. Errors: StoreFailed and others of
/// TemporaryDatabase::make().
[[nodiscard]] Result<FileResult> run_store_tests(const openfga::StoreFile& file);

} // namespace pemba::client
