// string_value(): what a quoted string means.
#pragma once

#include <string>
#include <string_view>

namespace pemba::schema::zanzibar {

struct StringValue {
    std::string value;
    std::string fault; ///< why it means nothing; empty if it does
};

/// Takes a string with its quotes. Escapes are those of text proto: `\n`, `\"`, `\101`, `\x41`,
/// `\u0041` and the like. No string of a namespace config has control characters. O(text).
[[nodiscard]] StringValue string_value(std::string_view quoted);

/// The string with double quotes and the escapes that it needs; string_value() takes it back.
[[nodiscard]] std::string quoted(std::string_view value);

} // namespace pemba::schema::zanzibar
