// File: what one `.fga` text says, a whole model or one of the modules of one.
#pragma once

#include <optional>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema::fga {

struct File {
    std::optional<ir::Name> module; ///< absent: a model
    ir::Name version;               ///< of a model
    std::vector<ir::NamespaceConfig> types;
    std::vector<ir::NamespaceConfig> extensions; ///< of types of other modules
    std::vector<ir::Condition> conditions;
};

} // namespace pemba::schema::fga
