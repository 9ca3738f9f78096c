#include "condition/conversions.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include "condition/addresses.h"
#include "condition/times.h"

namespace pemba::condition {

using boost::asio::ip::address;
using fbs::Function;

namespace {

using Text = std::string_view;

const std::string kRange = "the value is out of range";

Outcome cannot(const Value& value, std::string_view to) {
    return fmt::format("no such overload: {}({})", to, value.type_name());
}

template <class T>
std::optional<T> number_of(Text text) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    T number{};
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

template <class T>
Outcome parsed(Text text) {
    auto number = number_of<T>(text);
    return number ? Outcome(Value(*number))
                  : fmt::format("`{}` is not such a number", text.substr(0, 64));
}

Outcome to_bool(const Value& value) {
    if (value.as<bool>())
        return value;
    const auto* text = value.as<Text>();
    if (!text)
        return cannot(value, "bool");
    for (Text yes : {"1", "t", "true", "TRUE", "True", "T"})
        if (*text == yes)
            return Value(true);
    for (Text no : {"0", "f", "false", "FALSE", "False", "F"})
        if (*text == no)
            return Value(false);
    return fmt::format("`{}` is neither true nor false", text->substr(0, 64));
}

Outcome to_int(const Value& value) {
    if (value.as<std::int64_t>())
        return value;
    if (const auto* number = value.as<std::uint64_t>())
        return *number <= INT64_MAX ? Outcome(Value(static_cast<std::int64_t>(*number)))
                                    : Outcome(kRange);
    if (const auto* number = value.as<double>())
        return *number > -0x1p63 && *number < 0x1p63
                   ? Outcome(Value(static_cast<std::int64_t>(*number)))
                   : Outcome(kRange);
    if (const auto* text = value.as<Text>())
        return parsed<std::int64_t>(*text);
    if (const auto* instant = value.as<Instant>())
        return Value(instant->seconds);
    if (const auto* duration = value.as<Duration>())
        return Value(duration->nanoseconds);
    return cannot(value, "int");
}

Outcome to_uint(const Value& value) {
    if (value.as<std::uint64_t>())
        return value;
    if (const auto* number = value.as<std::int64_t>())
        return *number >= 0 ? Outcome(Value(static_cast<std::uint64_t>(*number))) : Outcome(kRange);
    if (const auto* number = value.as<double>())
        return *number > -1 && *number < 0x1p64
                   ? Outcome(Value(static_cast<std::uint64_t>(std::trunc(*number))))
                   : Outcome(kRange);
    if (const auto* text = value.as<Text>())
        return parsed<std::uint64_t>(*text);
    return cannot(value, "uint");
}

Outcome to_double(const Value& value) {
    if (value.as<double>())
        return value;
    if (const auto* number = value.as<std::int64_t>())
        return Value(static_cast<double>(*number));
    if (const auto* number = value.as<std::uint64_t>())
        return Value(static_cast<double>(*number));
    if (const auto* text = value.as<Text>())
        return parsed<double>(*text);
    return cannot(value, "double");
}

// A double with as many digits as tell it from every other.
std::string text_of(double number) {
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", number == std::trunc(number) && std::abs(number) < 1e15
                                 ? fmt::format("{:.0f}", number)
                                 : fmt::format("{}", number));
}

bool is_utf8(Text bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        auto lead = static_cast<unsigned char>(bytes[i]);
        std::size_t size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || i + size > bytes.size())
            return false;
        std::uint32_t code = size == 1 ? lead : lead & (0x7fu >> size);
        for (std::size_t k = 1; k < size; ++k) {
            auto next = static_cast<unsigned char>(bytes[i + k]);
            if ((next & 0xc0) != 0x80)
                return false;
            code = code << 6 | (next & 0x3fu);
        }
        bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
        if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
            return false;
        i += size;
    }
    return true;
}

Outcome to_string(const Value& value, Arena& arena) {
    if (value.as<Text>())
        return value;
    if (const auto* truth = value.as<bool>())
        return Value(Text(*truth ? "true" : "false"));
    if (const auto* number = value.as<std::int64_t>())
        return Value(arena.keep(std::to_string(*number)));
    if (const auto* number = value.as<std::uint64_t>())
        return Value(arena.keep(std::to_string(*number)));
    if (const auto* number = value.as<double>())
        return Value(arena.keep(text_of(*number)));
    if (const auto* instant = value.as<Instant>())
        return Value(arena.keep(condition::to_string(*instant)));
    if (const auto* duration = value.as<Duration>())
        return Value(arena.keep(condition::to_string(*duration)));
    if (const auto* address_value = value.as<address>())
        return Value(arena.keep(address_value->to_string()));
    if (const auto* bytes = value.as<Bytes>())
        return is_utf8(bytes->bytes) ? Outcome(Value(bytes->bytes))
                                     : Outcome(std::string("these bytes are not UTF-8"));
    return cannot(value, "string");
}

Outcome to_duration(const Value& value) {
    if (value.as<Duration>())
        return value;
    if (const auto* nanoseconds = value.as<std::int64_t>())
        return Value(Duration{*nanoseconds});
    const auto* text = value.as<Text>();
    if (!text)
        return cannot(value, "duration");
    auto duration = parse_duration(*text);
    return duration ? Outcome(Value(*duration))
                    : fmt::format("`{}` is not a duration, or out of range", text->substr(0, 64));
}

Outcome to_timestamp(const Value& value) {
    if (value.as<Instant>())
        return value;
    if (const auto* seconds = value.as<std::int64_t>()) {
        auto instant = instant_of(*seconds, 0);
        return instant ? Outcome(Value(*instant)) : Outcome(kRange);
    }
    const auto* text = value.as<Text>();
    if (!text)
        return cannot(value, "timestamp");
    auto instant = parse_instant(*text);
    return instant ? Outcome(Value(*instant))
                   : fmt::format("`{}` is not a time, or out of range", text->substr(0, 64));
}

Outcome to_address(const Value& value) {
    const auto* text = value.as<Text>();
    if (value.as<address>() || !text)
        return value.as<address>() ? Outcome(value) : cannot(value, "ipaddress");
    auto found = parse_address(*text);
    return found ? Outcome(Value(*found))
                 : fmt::format("`{}` is not an IP address", text->substr(0, 64));
}

} // namespace

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (char c : text)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

bool is_zero(const Value& value) {
    if (const auto* truth = value.as<bool>())
        return !*truth;
    if (const auto* text = value.as<Text>())
        return text->empty();
    if (const auto* bytes = value.as<Bytes>())
        return bytes->bytes.empty();
    if (value.list())
        return value.list()->empty();
    if (value.map())
        return value.map()->empty();
    if (const auto* duration = value.as<Duration>())
        return duration->nanoseconds == 0;
    if (const auto* optional = value.as<Optional>())
        return !optional->value;
    return value.as<Null>() || is_equal(value, Value(std::int64_t{0}));
}

Outcome conversion(fbs::Function function, std::span<const Value> arguments, Arena& arena) {
    const Value& value = arguments[0];
    switch (function) {
    case Function::ToBool: return to_bool(value);
    case Function::ToInt: return to_int(value);
    case Function::ToUint: return to_uint(value);
    case Function::ToDouble: return to_double(value);
    case Function::ToString: return to_string(value, arena);
    case Function::ToDuration: return to_duration(value);
    case Function::ToTimestamp: return to_timestamp(value);
    case Function::ToIpAddress: return to_address(value);
    case Function::ToDyn: return value;
    case Function::TypeOf: return Value(TypeName{value.type_name()});
    case Function::ToBytes:
        if (const auto* text = value.as<Text>())
            return Value(Bytes{*text});
        return value.as<Bytes>() ? Outcome(value) : cannot(value, "bytes");
    default: return cannot(value, "conversion");
    }
}

} // namespace pemba::condition
