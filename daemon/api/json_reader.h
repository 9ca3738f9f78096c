// JsonReader: reads protojson values out of a JsonDocument. The first error sticks and later reads
// answer with empty values, so that decoding reads straight down and is judged once, at its end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/json_document.h"

namespace pemba::api {

/// A field's two spellings, or its only one.
struct FieldName {
    std::string_view camel;
    std::string_view snake = camel;
};

class JsonReader {
public:
    /// Parses the first JSON object of a body; an empty body is `{}`. Returns the bytes it took.
    std::size_t parse(std::string_view body);

    /// The root object's or a member's fields, in the order of the names; absent and null are
    /// nullptr. Unknown fields are passed over; one given twice is an error.
    template <std::size_t N>
    std::array<const JsonNode*, N> fields(const JsonNode* object, const FieldName (&names)[N]) {
        std::array<const JsonNode*, N> found{};
        find_fields(object, names, found);
        return found;
    }
    [[nodiscard]] const JsonNode* root() const { return ok() ? &document_.root() : nullptr; }
    [[nodiscard]] const JsonDocument& document() const { return document_; }

    // Values. The name is for the message when the type is wrong.
    std::string_view string(const JsonNode* node, std::string_view name);
    bool boolean(const JsonNode* node, std::string_view name);
    std::uint32_t uint32(const JsonNode* node, std::string_view name);
    std::int32_t int32(const JsonNode* node, std::string_view name);
    /// Unknown names are 0; numbers are taken as they are.
    std::int32_t enumeration(const JsonNode* node, std::string_view name,
                             std::span<const std::string_view> names);
    /// The first element of a repeated field; go on with document().next().
    const JsonNode* first_element(const JsonNode* node);
    /// The first member of a map; go on with document().next().
    const JsonNode* first_member(const JsonNode* node);
    /// Any JSON object, as text; nothing if it is absent.
    std::optional<std::string> structure(const JsonNode* node);

    /// An error of the mapping from JSON.
    void fail(std::string message);
    /// Whether nothing is wrong with the JSON so far, and what is.
    [[nodiscard]] bool ok() const { return json_error_.empty(); }
    [[nodiscard]] const std::string& json_error() const { return json_error_; }

private:
    void find_fields(const JsonNode* object, std::span<const FieldName> names,
                     std::span<const JsonNode*> found);
    bool is_object(const JsonNode* node);
    std::optional<std::int64_t> whole_number(const JsonNode& node);
    void unexpected(const JsonNode& node);
    void invalid(const JsonNode& node, std::string_view type, std::string_view name);

    JsonDocument document_;
    std::string json_error_;
};

} // namespace pemba::api
