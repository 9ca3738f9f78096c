// The handlers of the AuthZEN Authorization API 1.0, one a route. Each stands at two paths: below a
// store, and on the store that the header `Pemba-Store` names.
#pragma once

#include <optional>

#include "api/service.h"
#include "http/message.h"
#include "http/router.h"

namespace pemba::api::authzen {

std::optional<http::Response> evaluation(const Service& service, http::Request& request,
                                         http::Effort effort);
http::Response evaluations(const Service& service, http::Request& request);
http::Response search_subject(const Service& service, http::Request& request);
http::Response search_resource(const Service& service, http::Request& request);
http::Response search_action(const Service& service, http::Request& request);
/// Needs no key: it tells no more than the address that it was asked at.
http::Response metadata(const Service& service, http::Request& request);

} // namespace pemba::api::authzen
