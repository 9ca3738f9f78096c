// The version of a model, how many types it has, and which names they may not have.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

void check_names(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::fga
