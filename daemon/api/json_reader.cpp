// JsonReader: protojson's leniencies and refusals.
#include "api/json_reader.h"

#include <charconv>
#include <cmath>

namespace pemba::api {
namespace {

using Kind = JsonNode::Kind;

std::string source_text(const JsonNode& node) {
    switch (node.kind) {
    case Kind::Null: return "null";
    case Kind::False: return "false";
    case Kind::True: return "true";
    case Kind::Number: return std::string(node.text);
    case Kind::String: return "\"" + std::string(node.text.substr(0, 64)) + "\"";
    case Kind::Array: return "[";
    case Kind::Object: return "{";
    }
    return {};
}

// `5`, `5.0` and `5e0` are whole; 1.5 is not.
std::optional<std::int64_t> whole_number_of(std::string_view digits) {
    std::int64_t whole = 0;
    const char* end = digits.data() + digits.size();
    if (auto [at, error] = std::from_chars(digits.data(), end, whole);
        error == std::errc{} && at == end)
        return whole;
    double number = 0;
    if (auto [at, error] = std::from_chars(digits.data(), end, number);
        error != std::errc{} || at != end || number != std::floor(number) ||
        std::abs(number) > 9e15)
        return {};
    return static_cast<std::int64_t>(number);
}

} // namespace

std::size_t JsonReader::parse(std::string_view body) {
    if (body.find_first_not_of(" \t\r\n") == body.npos)
        body = "{}";
    const std::size_t used = document_.parse(body);
    if (used == 0)
        fail(document_.error());
    else if (document_.root().kind != Kind::Object)
        unexpected(document_.root());
    return used;
}

void JsonReader::find_fields(const JsonNode* object, std::span<const FieldName> names,
                             std::span<const JsonNode*> found) {
    if (!is_object(object))
        return;
    std::uint64_t seen = 0;
    for (auto* child = document_.first_child(*object); child; child = document_.next(*child)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (child->key != names[i].camel && child->key != names[i].snake)
                continue;
            if ((seen >> i & 1) != 0)
                return fail("duplicate field \"" + std::string(child->key) + "\"");
            seen |= std::uint64_t{1} << i;
            if (child->kind != Kind::Null)
                found[i] = child;
            break;
        }
    }
}

bool JsonReader::is_object(const JsonNode* node) {
    if (!ok() || node == nullptr)
        return false;
    if (node->kind != Kind::Object)
        unexpected(*node);
    return ok();
}

void JsonReader::unexpected(const JsonNode& node) {
    std::string message = "syntax error: unexpected token " + source_text(node);
    if (!node.key.empty())
        message += " for field `" + std::string(node.key) + "`";
    fail(std::move(message));
}

void JsonReader::invalid(const JsonNode& node, std::string_view type, std::string_view name) {
    fail("invalid value for " + std::string(type) + " field `" + std::string(name) +
         "`: " + source_text(node));
}

std::string_view JsonReader::string(const JsonNode* node, std::string_view name) {
    if (!ok() || node == nullptr)
        return {};
    if (node->kind == Kind::String)
        return node->text;
    invalid(*node, "string", name);
    return {};
}

bool JsonReader::boolean(const JsonNode* node, std::string_view name) {
    if (!ok() || node == nullptr)
        return false;
    if (node->kind != Kind::True && node->kind != Kind::False)
        invalid(*node, "bool", name);
    return node->kind == Kind::True;
}

std::optional<std::int64_t> JsonReader::whole_number(const JsonNode& node) {
    if (node.kind != Kind::Number && node.kind != Kind::String)
        return {};
    return whole_number_of(node.text);
}

std::uint32_t JsonReader::uint32(const JsonNode* node, std::string_view name) {
    if (!ok() || node == nullptr)
        return 0;
    const auto number = whole_number(*node);
    if (number && *number >= 0 && *number <= UINT32_MAX)
        return static_cast<std::uint32_t>(*number);
    invalid(*node, "uint32", name);
    return 0;
}

std::int32_t JsonReader::int32(const JsonNode* node, std::string_view name) {
    if (!ok() || node == nullptr)
        return 0;
    const auto number = whole_number(*node);
    if (number && *number >= INT32_MIN && *number <= INT32_MAX)
        return static_cast<std::int32_t>(*number);
    invalid(*node, "int32", name);
    return 0;
}

std::int32_t JsonReader::enumeration(const JsonNode* node, std::string_view name,
                                     std::span<const std::string_view> names) {
    if (!ok() || node == nullptr)
        return 0;
    if (node->kind == Kind::String) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (node->text == names[i])
                return static_cast<std::int32_t>(i);
        }
        return 0;
    }
    const auto number = whole_number(*node);
    if (number && *number >= INT32_MIN && *number <= INT32_MAX)
        return static_cast<std::int32_t>(*number);
    invalid(*node, "enum", name);
    return 0;
}

const JsonNode* JsonReader::first_element(const JsonNode* node) {
    if (!ok() || node == nullptr)
        return nullptr;
    if (node->kind == Kind::Array)
        return document_.first_child(*node);
    unexpected(*node);
    return nullptr;
}

const JsonNode* JsonReader::first_member(const JsonNode* node) {
    return is_object(node) ? document_.first_child(*node) : nullptr;
}

std::optional<std::string> JsonReader::structure(const JsonNode* node) {
    if (!is_object(node))
        return {};
    return api::to_json(document_, *node);
}

void JsonReader::fail(std::string message) {
    if (ok())
        json_error_ = std::move(message);
}

} // namespace pemba::api
