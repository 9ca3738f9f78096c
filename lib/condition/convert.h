// From the JSON of a context to the values of parameters.
#pragma once

#include <span>
#include <string>

#include <boost/json/value.hpp>

#include "condition/type.h"
#include "condition/value.h"
#include "pemba/result.h"

namespace pemba::condition {

/// What conversions make that JSON does not hold: decoded bytes.
class Arena;

/// A JSON value as one of a type, by SpiceDB's rules: numbers and durations may be texts, bytes are
/// base64, times RFC 3339. Text is viewed in place. The error is a sentence without its context,
/// code InvalidContext. O(value).
[[nodiscard]] Result<Value> convert(const boost::json::value& json,
                                    std::span<const fbs::ValueKind> type, Arena& arena);

} // namespace pemba::condition
