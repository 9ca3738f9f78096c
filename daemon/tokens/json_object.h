// JSON object: the JSON of tokens and of issuers' documents, read so that it has one meaning only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "pemba/result.h"

namespace pemba::tokens {

/// The object of a text. Refused are a member that stands twice in its object, however it is
/// escaped: readers differ in which one counts; nesting deeper than 16; and what is no JSON in
/// UTF-8. Errors: InvalidArgument.
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text);

/// A member that is a text. Errors: InvalidArgument, which names the member.
[[nodiscard]] Result<std::string> text_of(const boost::json::object& object, std::string_view name);

/// A member that is one text or a list of texts. Errors: InvalidArgument, which names the member.
[[nodiscard]] Result<std::vector<std::string>> texts_of(const boost::json::object& object,
                                                        std::string_view name);

} // namespace pemba::tokens
