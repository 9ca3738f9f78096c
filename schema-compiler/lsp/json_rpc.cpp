// Reading and writing JSON-RPC by Boost.JSON.
#include "lsp/json_rpc.h"

namespace pemba::schema::lsp {

namespace {

Refusal refusal(FailureCode code, std::string message, json::value id = nullptr) {
    return {std::move(id), {code, std::move(message)}};
}

} // namespace

std::variant<Message, Refusal> read_message(std::string_view text) {
    json::error_code fault;
    json::value value = json::parse(view(text), fault);
    if (fault)
        return refusal(FailureCode::ParseError, "not JSON: " + fault.message());
    json::object* object = value.if_object();
    if (object == nullptr)
        return refusal(FailureCode::InvalidRequest, "a message is a JSON object");
    Message message;
    if (const json::value* id = object->if_contains("id")) {
        if (!id->is_string() && !id->is_number() && !id->is_null())
            return refusal(FailureCode::InvalidRequest, "`id` is a string or a number");
        message.id = *id;
        message.is_request = true;
    }
    const json::value* method = object->if_contains("method");
    if (method == nullptr && (object->contains("result") || object->contains("error")))
        return message;
    if (method == nullptr || !method->is_string())
        return refusal(FailureCode::InvalidRequest, "a message has a `method`", message.id);
    message.method = std::string(view(method->get_string()));
    if (json::value* params = object->if_contains("params"))
        message.params = std::move(*params);
    return message;
}

std::string response(const json::value& id, Answer answer) {
    json::object object{{"jsonrpc", "2.0"}, {"id", id}};
    if (const auto* failure = std::get_if<Failure>(&answer))
        object["error"] = {{"code", static_cast<int>(failure->code)},
                           {"message", view(failure->message)}};
    else
        object["result"] = std::get<json::value>(std::move(answer));
    return json::serialize(object);
}

std::string notification(std::string_view method, json::value params) {
    return json::serialize(
        json::object{{"jsonrpc", "2.0"}, {"method", view(method)}, {"params", std::move(params)}});
}

const json::value* find(const json::value& value, std::string_view pointer) {
    json::error_code fault;
    return value.find_pointer(view(pointer), fault);
}

const json::string* find_string(const json::value& value, std::string_view pointer) {
    const json::value* found = find(value, pointer);
    return found == nullptr ? nullptr : found->if_string();
}

const std::int64_t* find_count(const json::value& value, std::string_view pointer) {
    const json::value* found = find(value, pointer);
    const std::int64_t* number = found == nullptr ? nullptr : found->if_int64();
    return number != nullptr && *number >= 0 ? number : nullptr;
}

} // namespace pemba::schema::lsp
