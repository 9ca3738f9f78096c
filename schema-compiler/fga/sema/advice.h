// What a server takes and its author hardly meant: warnings.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

void advise(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::fga
