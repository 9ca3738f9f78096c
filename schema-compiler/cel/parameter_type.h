// The types of parameters: `list<map<int>>`.
#pragma once

#include <optional>
#include <vector>

#include "cel/types.h"
#include "diagnostics/sink.h"
#include "expression_generated.h"
#include "ir/ir.h"

namespace pemba::schema::cel {

struct ParameterType {
    std::vector<fbs::ValueKind> kinds; ///< as it is stored
    Type type;                         ///< as expressions see it
};

/// Nothing if the dialect has no such type, which is reported.
[[nodiscard]] std::optional<ParameterType> read_parameter_type(const ir::Name& written, Sink& sink,
                                                               Dialect dialect = Dialect::Zed);

} // namespace pemba::schema::cel
