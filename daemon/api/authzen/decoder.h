// Decoder: reads AuthZEN's messages, which are plain JSON: nothing is converted, nothing is
// guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/authzen/call.h"
#include "api/json_document.h"

namespace pemba::api::authzen {

/// Reads one message, or one item of a list. The first mistake sticks and names the field; later
/// reads answer with empty values. Members that nobody asks for are passed over.
class Decoder {
public:
    /// The document outlives this.
    explicit Decoder(const JsonDocument& document) : document_(document) {}

    /// The member of an object; absent and null are nullptr, given twice is a mistake.
    const JsonNode* member(const JsonNode* object, std::string_view name);
    /// The same where it must be an object, if it is there.
    const JsonNode* object(const JsonNode* object, std::string_view name);
    /// A text that must be there. `field` names it in a message.
    std::string text(const JsonNode* object, std::string_view name, std::string_view field);
    /// Whether the field is there; else it is a mistake.
    bool require(const JsonNode* node, std::string_view field);

    void fail(std::string message, Code code = Code::ValidationError);
    [[nodiscard]] const std::optional<Status>& mistake() const { return mistake_; }
    [[nodiscard]] const JsonDocument& document() const { return document_; }

private:
    const JsonDocument& document_;
    std::optional<Status> mistake_;
};

} // namespace pemba::api::authzen
