// The handlers of OpenFGA's API. Each is decode, engine, encode.
#pragma once

#include "api/openfga/call.h"

namespace pemba::api::openfga {

http::Response create_store(const Service& service, http::Request& request);
http::Response list_stores(const Service& service, http::Request& request);
http::Response get_store(const Service& service, http::Request& request);
/// Declared by the peer and not implemented there either.
http::Response update_store(const Service& service, http::Request& request);
http::Response delete_store(const Service& service, http::Request& request);

void write_model(const Service& service, http::Request& request, http::Reply reply);
http::Response list_models(const Service& service, http::Request& request);
http::Response read_model(const Service& service, http::Request& request);

http::Response read_tuples(const Service& service, http::Request& request);
void write_tuples(const Service& service, http::Request& request, http::Reply reply);
http::Response read_changes(const Service& service, http::Request& request);
void write_assertions(const Service& service, http::Request& request, http::Reply reply);
http::Response read_assertions(const Service& service, http::Request& request);

/// With little effort: nothing if the check is not a quick one.
std::optional<http::Response> check(const Service& service, http::Request& request,
                                    http::Effort effort);
http::Response batch_check(const Service& service, http::Request& request);
http::Response expand(const Service& service, http::Request& request);
http::Response list_objects(const Service& service, http::Request& request);
http::Response streamed_list_objects(const Service& service, http::Request& request);
http::Response list_users(const Service& service, http::Request& request);

} // namespace pemba::api::openfga
