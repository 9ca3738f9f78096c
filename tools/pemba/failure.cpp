// Failure: reads the API's error bodies, {code, message, details} or {"error": {…}}.
#include "failure.h"

#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/table.h"
#include "messages/fields.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

constexpr std::size_t kQuotedBytes = 200;
constexpr std::array kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

// OpenFGA's API names its codes, SpiceDB's counts them.
std::string code_name(const json::value& code) {
    if (code.is_string())
        return std::string(code.get_string());
    const std::int64_t number = code.get_int64();
    const bool known = number >= 0 && static_cast<std::size_t>(number) < kCodeNames.size();
    return known ? kCodeNames[static_cast<std::size_t>(number)] : std::to_string(number);
}

const char* hint_for(std::string_view code, std::string_view reason) {
    if (code == "UNAUTHENTICATED")
        return "give a key that the server knows with --key, --key-file, PEMBA_KEY or a saved "
               "context (`pemba context list`)";
    if (code == "PERMISSION_DENIED")
        return "this key does not open the call: look at --key, --key-file, PEMBA_KEY and "
               "`pemba context list`";
    if (reason == "ERROR_REASON_ATTEMPT_TO_RECREATE_RELATIONSHIP")
        return "to write relationships whether or not they are there, touch them";
    return nullptr;
}

// `updates[0].relationship.relation`: as text, or as protobuf's list of elements.
std::string field_path(const json::object& violation) {
    const json::array& elements = array_of(object_of(violation, "field"), "elements");
    std::string path = elements.empty() ? text_of(violation, "field") : "";
    for (const json::value& element : elements) {
        if (!element.is_object())
            continue;
        const std::string index = text_of(element.get_object(), "index");
        path += path.empty() ? "" : ".";
        path += text_of(element.get_object(), "fieldName");
        path += index.empty() ? "" : "[" + index + "]";
    }
    return path;
}

void add_violations(const json::array& violations, Error& error) {
    for (const json::value& violation : violations)
        if (violation.is_object())
            error.details.emplace_back("field", field_path(violation.get_object()));
}

void add_detail(const json::object& detail, Error& error) {
    if (const std::string reason = text_of(detail, "reason"); !reason.empty())
        error.details.emplace_back("reason", reason);
    const json::object& metadata = object_of(detail, "metadata");
    for (const auto& [key, value] : metadata)
        if (const std::string text = text_of(metadata, key); !text.empty())
            error.details.emplace_back(std::string(key), text);
    add_violations(array_of(detail, "violations"), error);
}

Error not_ours(int http_status, std::string_view body) {
    const std::string_view quoted = body.substr(0, kQuotedBytes);
    return {ErrorCode::Internal,
            fmt::format("the server answered HTTP {} without an error of this API{}{}", http_status,
                        quoted.empty() ? "" : ": ", quoted),
            {{"hint", "is the endpoint that of a pembad?"}}};
}

// The object {code, message, details}, wherever it stands in a body.
const json::object* find_error(const json::value& body) {
    if (!body.is_object())
        return nullptr;
    const json::object& inner = object_of(body.get_object(), "error");
    const json::object& object = inner.empty() ? body.get_object() : inner;
    const json::value* code = object.if_contains("code");
    const json::value* message = object.if_contains("message");
    const bool is_code = code && (code->is_int64() || code->is_string());
    const bool ours = is_code && message && message->is_string();
    return ours ? &object : nullptr;
}

std::string without_newline(std::string_view text) {
    return std::string(text.substr(0, text.find_last_not_of("\r\n") + 1));
}

} // namespace

Error error_from_answer(int http_status, std::string_view body) {
    boost::system::error_code wrong;
    const json::value value = json::parse(without_newline(body), wrong);
    const json::object* found = wrong ? nullptr : find_error(value);
    if (found == nullptr)
        return not_ours(http_status, body);
    const std::string code = code_name(found->at("code"));
    const bool ours_to_fix = http_status < 500;
    Error error{ours_to_fix ? ErrorCode::InvalidArgument : ErrorCode::Internal,
                text_of(*found, "message"),
                {{"code", code}}};
    for (const json::value& detail : array_of(*found, "details"))
        if (detail.is_object())
            add_detail(detail.get_object(), error);
    if (const char* hint = hint_for(code, error.detail("reason")))
        error.details.emplace_back("hint", hint);
    error.details.emplace_back("body", json::serialize(*found));
    return error;
}

std::string error_text(const Error& error, const console::Style& style) {
    console::Table table({console::Align::Left, console::Align::Left, console::Align::Left});
    std::string hints;
    for (const auto& [key, value] : error.details) {
        if (key == "hint")
            hints += "  " + style.quiet("hint: ") + value + "\n";
        else if (key != "body")
            table.add({"", key, value});
    }
    return style.bad("error: ") + error.message + "\n" + table.text() + hints;
}

std::string error_json(const Error& error) {
    if (const std::string body = error.detail("body"); !body.empty())
        return fmt::format(R"({{"error":{}}})", body);
    json::object details;
    for (const auto& [key, value] : error.details)
        details[key] = value;
    const json::object inner{{"code", to_string(error.code)},
                             {"message", error.message},
                             {"details", std::move(details)}};
    return json::serialize(json::object{{"error", inner}});
}

} // namespace pemba::client
