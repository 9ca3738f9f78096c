// JSON object: Boost.JSON's values, after a pass of its events that looks for members twice.
#include "tokens/json_object.h"

#include <set>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace pemba::tokens {

namespace json = boost::json;
using boost::system::error_code;

namespace {

constexpr std::size_t kMaxDepth = 16;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

// Stops at the second member of a name in one object. Named as Boost.JSON wants it.
struct OnceOnly {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    std::vector<std::set<std::string>> open; // the names so far, of each object that has begun
    std::string name;
    bool stands_twice = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        open.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, error_code&) {
        open.pop_back();
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t, error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, error_code&) {
        name.append(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, error_code& error) {
        name.append(part);
        stands_twice = !open.back().insert(std::exchange(name, {})).second;
        if (stands_twice)
            error = json::error::syntax;
        return !stands_twice;
    }
    bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, error_code&) { return true; }
    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
    bool on_double(double, json::string_view, error_code&) { return true; }
    bool on_bool(bool, error_code&) { return true; }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }
};

} // namespace

Result<json::object> parse_object(std::string_view text) {
    json::parse_options options;
    options.max_depth = kMaxDepth;
    json::basic_parser<OnceOnly> events(options);
    error_code error;
    const std::size_t read = events.write_some(false, text.data(), text.size(), error);
    if (events.handler().stands_twice)
        return invalid("a member stands twice in its JSON object");
    if (error || read != text.size())
        return invalid("it is no JSON");
    json::value value = json::parse(text, error, {}, options);
    if (error || !value.is_object())
        return invalid("it is no JSON object");
    return std::move(value.get_object());
}

Result<std::string> text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return invalid(fmt::format("`{}` is missing or no text", name));
    return std::string(value->get_string());
}

Result<std::vector<std::string>> texts_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) {
        PEMBA_TRY(std::string one, text_of(object, name));
        return std::vector{std::move(one)};
    }
    std::vector<std::string> texts;
    for (const json::value& each : value->get_array()) {
        if (!each.is_string())
            return invalid(fmt::format("`{}` has something else than texts", name));
        texts.emplace_back(each.get_string());
    }
    return texts;
}

} // namespace pemba::tokens
