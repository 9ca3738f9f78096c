// Reading the values that a request or a tuple brings.
#include "condition/context.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace pemba::condition {

Result<Context> Context::parse(std::string_view json) {
    Context context;
    if (json.empty() || json == "{}")
        return context;
    boost::system::error_code failure;
    auto value = boost::json::parse(json, failure);
    if (failure)
        return Error{ErrorCode::InvalidContext,
                     fmt::format("the context is not JSON: {}", failure.message()),
                     {}};
    if (!value.is_object())
        return Error{ErrorCode::InvalidContext, "the context is not a JSON object", {}};
    context.members_ = std::make_shared<const boost::json::object>(std::move(value.get_object()));
    return context;
}

const boost::json::value* Context::find(std::string_view name) const {
    return members_ ? members_->if_contains(name) : nullptr;
}

const boost::json::object& Context::members() const {
    static const boost::json::object kNone;
    return members_ ? *members_ : kNone;
}

} // namespace pemba::condition
