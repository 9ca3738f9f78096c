// Reading the values that a request or a tuple brings.
#include "condition/context.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace pemba::condition {

// Most contexts are small: they are read for each conditional tuple, into one piece of memory.
struct Context::Parsed {
    unsigned char buffer[1024];
    boost::json::monotonic_resource memory{buffer, sizeof buffer};
    boost::json::value value = boost::json::value(boost::json::storage_ptr(&memory));
};

Result<Context> Context::parse(std::string_view json) {
    Context context;
    if (json.empty() || json == "{}")
        return context;
    auto parsed = std::make_shared<Parsed>();
    boost::system::error_code failure;
    parsed->value = boost::json::parse(json, failure, &parsed->memory);
    if (failure)
        return Error{ErrorCode::InvalidContext,
                     fmt::format("the context is not JSON: {}", failure.message()),
                     {}};
    if (!parsed->value.is_object())
        return Error{ErrorCode::InvalidContext, "the context is not a JSON object", {}};
    context.parsed_ = std::move(parsed);
    return context;
}

const boost::json::value* Context::find(std::string_view name) const {
    return parsed_ ? parsed_->value.get_object().if_contains(name) : nullptr;
}

const boost::json::object& Context::members() const {
    static const boost::json::object kNone;
    return parsed_ ? parsed_->value.get_object() : kNone;
}

} // namespace pemba::condition
