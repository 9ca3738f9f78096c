// Decoder: a JsonReader that holds fields to OpenFGA's rules, and keeps which are broken.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/json_reader.h"
#include "api/openfga/field_rules.h"
#include "api/openfga/status.h"

namespace pemba::api::openfga {

/// Where a value stands: `CheckRequest.StoreId`, spelled out only if it is needed.
struct Field {
    std::string_view message;
    std::string_view name;

    [[nodiscard]] std::string text() const { return std::string(message).append(".").append(name); }
};

class Decoder : public JsonReader {
public:
    // Rules. A value that an error of the JSON has made empty breaks none.

    std::string text(const JsonNode* node, const TextRule& rule, const Field& field);
    /// The same, where the empty text stands for none.
    std::string optional_text(const JsonNode* node, const TextRule& rule, const Field& field);
    /// Holds a text from elsewhere, such as the path, to a rule.
    void expect(std::string_view value, const TextRule& rule, const Field& field,
                Code code = Code::ValidationError);
    /// `page_size`, from 1 to `most`; 50 if it is absent.
    std::size_t page_size(const JsonNode* node, std::size_t most, const Field& field);
    std::size_t page_size(const std::optional<std::string>& text, std::size_t most,
                          const Field& field);
    /// Whether the message is there; else `value is required`.
    bool require(const JsonNode* node, const Field& field, Code code = Code::ValidationError);
    void violate(const Field& field, std::string_view reason, Code code = Code::ValidationError);

    /// A refusal that comes after the field rules and the key: the first one stands.
    void reject(Status status);

    /// What is wrong with the JSON, or else which rules are broken: all of them, under the code of
    /// the first.
    [[nodiscard]] std::optional<Status> refusal() const;
    [[nodiscard]] const std::optional<Status>& rejected() const { return rejected_; }

private:
    std::size_t checked_page_size(std::int64_t size, std::size_t most, const Field& field);

    std::optional<Status> violations_;
    std::optional<Status> rejected_;
};

} // namespace pemba::api::openfga
