// Calls of the peer's API that this version does not have.
#include "api/v1/handlers.h"

namespace pemba::api::v1 {

http::Response not_yet(const Service& service, http::Request& request, Shape shape) {
    Call call(service, request, shape);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    return call.refuse(
        Status{.code = Code::Unimplemented,
               .message = "`" + std::string(request.path) + "` comes with a later version of Pemba",
               .reason = {}});
}

} // namespace pemba::api::v1
