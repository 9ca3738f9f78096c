// emit(): the language-neutral form to the bytes of lib/schema/schema.fbs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema {

/// Bytes for Schema::from_bytes. The schema has no errors; `text` is its canonical source.
/// O(schema).
[[nodiscard]] std::vector<std::uint8_t> emit(const ir::Schema& schema, const std::string& text);

} // namespace pemba::schema
