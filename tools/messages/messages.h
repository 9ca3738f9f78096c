// Messages: relation tuples and filters in the API's JSON, both ways. The API says relationship,
// resource and ZedToken where Pemba says tuple, object and zookie.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "pemba/relation_tuple.h"
#include "pemba/tuple_filter.h"

namespace pemba::messages {

[[nodiscard]] boost::json::object object_json(const Object& object);
[[nodiscard]] boost::json::object subject_json(const Subject& subject);
[[nodiscard]] boost::json::object relationship_json(const RelationTuple& tuple);
[[nodiscard]] boost::json::object filter_json(const TupleFilter& filter);

/// Of an answer: no validation, what is missing is empty.
[[nodiscard]] Object object_from(const boost::json::object& object);
[[nodiscard]] Subject subject_from(const boost::json::object& subject);
[[nodiscard]] RelationTuple relationship_from(const boost::json::object& relationship);
[[nodiscard]] TupleFilter filter_from(const boost::json::object& filter);

/// The token of a message's zookie field, such as `writtenAt`; "" if it has none.
[[nodiscard]] std::string zookie_of(const boost::json::object& message, std::string_view field);

} // namespace pemba::messages
