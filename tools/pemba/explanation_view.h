// Explanation view: why a check answered as it did, as a tree with ✓ and ✗.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "console/style.h"

namespace pemba::client {

/// Draws the `explanation` of a check's answer: each line is one userset, whether the subject is in
/// it, and the tuple that says so; below it what that rests on.
[[nodiscard]] std::string explanation_text(const boost::json::object& explanation,
                                           const console::Style& style);

} // namespace pemba::client
