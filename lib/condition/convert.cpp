#include "condition/convert.h"

#include <charconv>
#include <cmath>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/assert.h"
#include "condition/addresses.h"
#include "condition/arena.h"
#include "condition/base64.h"
#include "condition/times.h"

namespace pemba::condition {
namespace {

namespace json = boost::json;
using Kind = fbs::ValueKind;

constexpr std::size_t kShownBytes = 64;

Error wrong(std::string_view wanted, const json::value& found) {
    auto text = json::serialize(found);
    if (text.size() > kShownBytes)
        text = text.substr(0, kShownBytes) + "…";
    return {ErrorCode::InvalidContext, fmt::format("it takes {}, not `{}`", wanted, text), {}};
}

std::string_view view_of(const json::string& text) {
    return {text.data(), text.size()};
}

// The whole of a text as a number.
template <class T>
std::optional<T> number_of(std::string_view text) {
    T number{};
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<std::int64_t> whole_number(const json::value& value) {
    if (const auto* number = value.if_int64())
        return *number;
    if (const auto* text = value.if_string())
        return number_of<std::int64_t>(view_of(*text));
    const auto* real = value.if_double();
    if (real && std::trunc(*real) == *real && *real >= -0x1p63 && *real < 0x1p63)
        return static_cast<std::int64_t>(*real);
    return std::nullopt;
}

std::optional<double> real_number(const json::value& value) {
    if (const auto* text = value.if_string())
        return number_of<double>(view_of(*text));
    if (!value.is_number())
        return std::nullopt;
    return value.to_number<double>();
}

class Converter {
public:
    explicit Converter(Arena& arena) : arena_(arena) {}

    Result<Value> as(const json::value& value, std::span<const Kind> type) {
        switch (type.front()) {
        case Kind::Any: return as_any(value);
        case Kind::Bool:
            return value.is_bool() ? Result<Value>(value.get_bool())
                                   : wrong("true or false", value);
        case Kind::String:
            return value.is_string() ? Result<Value>(view_of(value.get_string()))
                                     : wrong("a text", value);
        case Kind::Int: return as_int(value);
        case Kind::Uint: return as_uint(value);
        case Kind::Natural: return as_natural(value);
        case Kind::Double: return as_double(value);
        case Kind::List: return as_list(value, type.subspan(1));
        case Kind::Map: return as_map(value, type.subspan(1));
        default: return from_text(value, type.front());
        }
    }

private:
    Result<Value> as_int(const json::value& value) {
        auto number = whole_number(value);
        return number ? Result<Value>(*number) : wrong("a whole number", value);
    }

    Result<Value> as_natural(const json::value& value) {
        auto number = whole_number(value);
        return number && *number >= 0 ? Result<Value>(*number)
                                      : wrong("a whole number that is not negative", value);
    }

    Result<Value> as_uint(const json::value& value) {
        if (const auto* number = value.if_uint64())
            return Value(*number);
        if (const auto* text = value.if_string()) {
            auto number = number_of<std::uint64_t>(view_of(*text));
            return number ? Result<Value>(*number) : wrong("a number that is not negative", value);
        }
        auto number = whole_number(value);
        if (!number || *number < 0)
            return wrong("a whole number that is not negative", value);
        return Value(static_cast<std::uint64_t>(*number));
    }

    Result<Value> as_double(const json::value& value) {
        auto number = real_number(value);
        return number ? Result<Value>(*number) : wrong("a number", value);
    }

    // What JSON says by itself: every number is a double, as in protobuf's Struct.
    Result<Value> as_any(const json::value& value) {
        switch (value.kind()) {
        case json::kind::null: return Value(Null{});
        case json::kind::bool_: return Value(value.get_bool());
        case json::kind::string: return Value(view_of(value.get_string()));
        case json::kind::array: return as_list(value, kAny);
        case json::kind::object: return as_map(value, kAny);
        default: return as_double(value);
        }
    }

    Result<Value> as_list(const json::value& value, std::span<const Kind> type) {
        if (!value.is_array())
            return wrong("a list", value);
        List list;
        list.reserve(value.get_array().size());
        for (const auto& item : value.get_array()) {
            PEMBA_TRY(auto converted, as(item, type));
            list.push_back(std::move(converted));
        }
        return Value(std::move(list));
    }

    Result<Value> as_map(const json::value& value, std::span<const Kind> type) {
        if (!value.is_object())
            return wrong("an object", value);
        Map map;
        map.reserve(value.get_object().size());
        for (const auto& member : value.get_object()) {
            PEMBA_TRY(auto converted, as(member.value(), type));
            map.emplace_back(std::string_view(member.key()), std::move(converted));
        }
        return Value(std::move(map));
    }

    Result<Value> from_text(const json::value& value, Kind kind) {
        const auto* string = value.if_string();
        auto text = string ? view_of(*string) : std::string_view{};
        if (kind == Kind::Bytes) {
            auto bytes = string ? decode_base64(text) : std::nullopt;
            return bytes ? Result<Value>(Bytes{arena_.keep(*std::move(bytes))})
                         : wrong("bytes in base64", value);
        }
        if (kind == Kind::Duration) {
            auto duration = string ? parse_duration(text) : std::nullopt;
            return duration ? Result<Value>(*duration) : wrong("a duration such as `1h30m`", value);
        }
        if (kind == Kind::Timestamp) {
            auto instant = string ? parse_instant(text) : std::nullopt;
            return instant ? Result<Value>(*instant) : wrong("a time of RFC 3339", value);
        }
        PEMBA_ASSERT(kind == Kind::IpAddress);
        auto address = string ? parse_address(text) : std::nullopt;
        return address ? Result<Value>(*address) : wrong("an IP address", value);
    }

    static constexpr Kind kAny[] = {Kind::Any};

    Arena& arena_;
};

} // namespace

Result<Value> convert(const boost::json::value& json, std::span<const fbs::ValueKind> type,
                      Arena& arena) {
    return Converter(arena).as(json, type);
}

} // namespace pemba::condition
