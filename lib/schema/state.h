// What a Schema shares between its copies; private to this room.
#pragma once

#include <string>
#include <vector>

#include "pemba/schema.h"
#include "schema/namespace_config.h"

namespace pemba {

struct Schema::State {
    std::vector<std::uint8_t> bytes;
    Dialect dialect = Dialect::Zed;
    std::string text;
    std::vector<schema::NamespaceConfig> namespaces; ///< ordered by name
    std::vector<schema::ConditionConfig> conditions; ///< ordered by name
};

} // namespace pemba
