// Guard: puts the judgement of a request's key before the handlers.
#pragma once

#include <vector>

#include "api/endpoint.h"
#include "api/service.h"

namespace pemba::api {

/// No handler of a row that needs a key is called without a key that opens it; the row's `refuse`
/// answers instead. What is refused is logged, and what changes stores and schemas too; the audit
/// log, if there is one, is told of every call (call_record.h). The service outlives the rows.
void guard(std::vector<Endpoint>& rows, const Service& service);

} // namespace pemba::api
