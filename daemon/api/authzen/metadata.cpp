// GET /.well-known/authzen-configuration: where this API is.
#include "api/authzen/call.h"
#include "api/authzen/handlers.h"
#include "api/json_writer.h"

namespace pemba::api::authzen {

http::Response metadata(const Service& service, http::Request& request) {
    const auto store = store_named_by(request);
    if (!store)
        return error_response(request, {Code::ValidationError, store.error().message});
    if (service.base_url.empty())
        return error_response(request, {Code::FailedPrecondition,
                                        "this server does not know its own address: start it with "
                                        "`--base-url https://HOST`"});
    const std::string point = service.base_url + (store->empty() ? "" : "/stores/" + *store);
    JsonWriter out;
    out.begin_object().member("policy_decision_point", point);
    out.member("access_evaluation_endpoint", point + "/access/v1/evaluation");
    out.member("access_evaluations_endpoint", point + "/access/v1/evaluations");
    out.member("search_subject_endpoint", point + "/access/v1/search/subject");
    out.member("search_resource_endpoint", point + "/access/v1/search/resource");
    out.member("search_action_endpoint", point + "/access/v1/search/action").end_object();
    return {.body = std::move(out).text()};
}

} // namespace pemba::api::authzen
