// Tuple keys: relation tuples as OpenFGA's files and messages have them: `{user, relation, object,
// condition: {name, context}}`. Unlike the text of a tuple, a name in one has no escapes.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "pemba/relation_tuple.h"

namespace pemba::openfga {

/// Reads `type:id`. Errors: InvalidTuple.
[[nodiscard]] Result<Object> object_from(std::string_view text);
/// Reads `type:id`, `type:id#relation` or `type:*`. Errors: InvalidTuple.
[[nodiscard]] Result<Subject> user_from(std::string_view text);

/// Reads a key, or `{key, timestamp}` as a read answers it. A member that is no part of a key is
/// refused: a mistyped condition would be none. Errors: InvalidTuple.
[[nodiscard]] Result<RelationTuple> tuple_from(const boost::json::value& key);

[[nodiscard]] boost::json::object tuple_key(const RelationTuple& tuple);

[[nodiscard]] std::string text_of(const Object& object);
[[nodiscard]] std::string text_of(const Subject& user);

} // namespace pemba::openfga
