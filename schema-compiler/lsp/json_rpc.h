// JSON-RPC 2.0: what a message is, and how it is answered.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <boost/json.hpp>

namespace pemba::schema::lsp {

namespace json = boost::json;

enum class FailureCode : int {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    RequestFailed = -32803,
    ServerNotInitialized = -32002,
};

struct Failure {
    FailureCode code;
    std::string message;
};

/// A message that cannot be taken, with its id as far as it has one.
struct Refusal {
    json::value id;
    Failure failure;
};

/// What a request comes to: its result, or why there is none.
using Answer = std::variant<json::value, Failure>;

/// A message of the client. A notification has no id; what is neither has no method.
struct Message {
    json::value id;
    bool is_request = false;
    std::string method;
    json::value params;
};

/// The client's answer to a request of the server, which never asks, is a message without method.
[[nodiscard]] std::variant<Message, Refusal> read_message(std::string_view text);

[[nodiscard]] std::string response(const json::value& id, Answer answer);
[[nodiscard]] std::string notification(std::string_view method, json::value params);

/// A part of a value by JSON pointer, such as `/textDocument/uri`; null if there is none.
[[nodiscard]] const json::value* find(const json::value& value, std::string_view pointer);
/// The same where it is a string or a number that is not negative.
[[nodiscard]] const json::string* find_string(const json::value& value, std::string_view pointer);
[[nodiscard]] const std::int64_t* find_count(const json::value& value, std::string_view pointer);

/// Boost's and the standard's views of one text.
[[nodiscard]] inline json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

} // namespace pemba::schema::lsp
