// Explanation view: why a check answered as it did, as a tree with ✓ and ✗.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "console/style.h"

namespace pemba::client {

/// The tuples that a yes rests on, from the object to the subject, one a line; nothing for a no.
[[nodiscard]] std::string path_text(const boost::json::object& explanation);

/// How a check of the same question went about it, and what it read: a line a step; empty if the
/// server does not tell.
[[nodiscard]] std::string plan_text(const boost::json::object& explanation);

/// Draws the `explanation` of a check's answer: each line is one userset, whether the subject is in
/// it, and the subject that a tuple of it names; below it what that rests on.
[[nodiscard]] std::string explanation_text(const boost::json::object& explanation,
                                           const console::Style& style);

} // namespace pemba::client
