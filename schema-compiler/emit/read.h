// read(): a compiled schema back to the language-neutral form, the inverse of emit().
#pragma once

#include "ir/ir.h"
#include "pemba/schema.h"

namespace pemba::schema {

/// What a compiled schema says, without places in a source. How it was written down beyond that
/// (partials, annotations, `.any()`) is not kept in one. O(schema).
[[nodiscard]] ir::Schema read(const Schema& schema);

} // namespace pemba::schema
