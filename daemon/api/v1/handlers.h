// The handlers of the v1 API, one file each. Each is decode, engine, encode.
#pragma once

#include "api/v1/call.h"

namespace pemba::api::v1 {

http::Response create_store(const Service& service, http::Request& request);
http::Response list_stores(const Service& service, http::Request& request);
http::Response delete_store(const Service& service, http::Request& request);

http::Response read_schema(const Service& service, http::Request& request);
void write_schema(const Service& service, http::Request& request, http::Reply reply);

http::Response reflect_schema(const Service& service, http::Request& request);
http::Response diff_schema(const Service& service, http::Request& request);
http::Response computable_permissions(const Service& service, http::Request& request);
http::Response dependent_relations(const Service& service, http::Request& request);

void write_relationships(const Service& service, http::Request& request, http::Reply reply);
void delete_relationships(const Service& service, http::Request& request, http::Reply reply);
http::Response read_relationships(const Service& service, http::Request& request);
void import_bulk(const Service& service, http::Request& request, http::Reply reply);
http::Response export_bulk(const Service& service, http::Request& request);

/// With little effort: nothing if the check is not a quick one.
std::optional<http::Response> check_permission(const Service& service, http::Request& request,
                                               http::Effort effort);
http::Response check_bulk(const Service& service, http::Request& request);
/// The deprecated form, whose items have no `debugTrace`.
http::Response check_bulk_experimental(const Service& service, http::Request& request);
http::Response expand_permission_tree(const Service& service, http::Request& request);
http::Response lookup_resources(const Service& service, http::Request& request);
http::Response lookup_subjects(const Service& service, http::Request& request);

http::Response watch(const Service& service, http::Request& request);

void register_counter(const Service& service, http::Request& request, http::Reply reply);
void unregister_counter(const Service& service, http::Request& request, http::Reply reply);
http::Response count_relationships(const Service& service, http::Request& request);

} // namespace pemba::api::v1
