// Decoder: reads protojson values out of a JsonDocument. The first error sticks and later reads
// answer with empty values, so that decoding reads straight down and is judged once, at its end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_document.h"
#include "api/v1/field_rules.h"
#include "api/v1/status.h"

namespace pemba::api::v1 {

/// A field's two spellings.
struct FieldName {
    std::string_view camel, snake;
};

/// Where a value stands in the request; a chain on the stack, spelled out only if it is needed.
struct Path {
    const Path* parent = nullptr;
    std::string_view name;   ///< in snake case
    std::int64_t index = -1; ///< within a repeated field

    [[nodiscard]] std::string text() const;
};

class Decoder {
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
    /// Unknown names are 0; numbers are taken as they are.
    std::int32_t enumeration(const JsonNode* node, std::string_view name,
                             std::span<const std::string_view> names);
    /// The first element of a repeated field; go on with document().next().
    const JsonNode* first_element(const JsonNode* node);
    /// Any JSON object, as text; nothing if it is absent.
    std::optional<std::string> structure(const JsonNode* node);

    // Rules. A value that an error has made empty breaks none.
    std::string text(const JsonNode* node, const TextRule& rule, const Path& path);
    /// Whether the message is there; else `value is required`.
    bool require(const JsonNode* node, const Path& path);
    void violate(const Path& path, std::string_view rule, std::string message);

    /// An error of the mapping from JSON.
    void fail(std::string message);
    /// A refusal that comes after the field rules: the first one stands.
    void reject(Status status);

    /// Whether nothing is wrong with the JSON so far.
    [[nodiscard]] bool ok() const { return json_error_.empty(); }
    /// What is wrong with the JSON, to be told as a plain error.
    [[nodiscard]] std::optional<Status> json_refusal() const;
    /// What breaks a rule.
    [[nodiscard]] std::optional<Status> rule_refusal();

private:
    void find_fields(const JsonNode* object, std::span<const FieldName> names,
                     std::span<const JsonNode*> found);
    bool is_object(const JsonNode* node);
    void unexpected(const JsonNode& node);
    void invalid(const JsonNode& node, std::string_view type, std::string_view name);

    JsonDocument document_;
    std::string json_error_;
    std::vector<Violation> violations_;
    std::optional<Status> rejected_;
};

} // namespace pemba::api::v1
