// Fields: reads JSON objects that somebody else wrote: what is absent or of another type is empty.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pemba::messages {

/// A string as it is, null or absent as "", anything else as JSON.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view key);

/// The object at a key, or an empty one. Valid as long as `object`.
[[nodiscard]] const boost::json::object& object_of(const boost::json::object& object,
                                                   std::string_view key);

/// The array at a key, or an empty one. Valid as long as `object`.
[[nodiscard]] const boost::json::array& array_of(const boost::json::object& object,
                                                 std::string_view key);

/// Whether the value at a key is `true`.
[[nodiscard]] bool is_true(const boost::json::object& object, std::string_view key);

} // namespace pemba::messages
