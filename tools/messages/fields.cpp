// Fields: look-ups that never throw.
#include "messages/fields.h"

#include <boost/json.hpp>

namespace pemba::messages {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || value->is_null())
        return {};
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

const json::object& object_of(const json::object& object, std::string_view key) {
    static const json::object kEmpty;
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_object() ? value->get_object() : kEmpty;
}

const json::array& array_of(const json::object& object, std::string_view key) {
    static const json::array kEmpty;
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_array() ? value->get_array() : kEmpty;
}

bool is_true(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

} // namespace pemba::messages
