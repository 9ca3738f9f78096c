// From compiled bytes to NamespaceConfigs, and the proof that they make sense.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pemba/result.h"
#include "schema/namespace_config.h"

namespace pemba::schema {

struct Decoded {
    Dialect dialect = Dialect::Zed;
    std::string text;
    std::vector<NamespaceConfig> namespaces; ///< ordered by name
    std::vector<ConditionConfig> conditions; ///< ordered by name
};

/// Checks the FlatBuffer's structure and copies it out. `bytes` must be aligned as memory from the
/// heap is. Errors: InvalidSchema.
[[nodiscard]] Result<Decoded> decode(std::span<const std::uint8_t> bytes);

/// Proves what the engine relies on: names are unique, every rewrite is a tree whose references
/// exist, tuplesets are stored, subject types and their conditions exist. Errors: InvalidSchema.
[[nodiscard]] Result<void> verify(const Decoded& schema);

/// The bytes of a schema without namespaces.
[[nodiscard]] std::vector<std::uint8_t> encode_empty();

} // namespace pemba::schema
