// Field rules: lengths, characters and counts, which OpenFGA's API looks at before anything else.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

void check_field_rules(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::fga
