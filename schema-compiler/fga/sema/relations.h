// Relations one by one: how they are computed, and which types of subject they list.
#pragma once

#include "diagnostics/sink.h"
#include "fga/sema/model.h"

namespace pemba::schema::fga {

void check_relations(const ir::Schema& schema, const Model& model, Sink& sink);

} // namespace pemba::schema::fga
