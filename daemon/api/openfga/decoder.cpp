// Decoder: OpenFGA's words for what is wrong with a request.
#include "api/openfga/decoder.h"

#include <charconv>

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kDefaultPage = 50;

} // namespace

std::string Decoder::text(const JsonNode* node, const TextRule& rule, const Field& field) {
    const std::string_view value = string(node, field.name);
    if (ok())
        expect(value, rule, field);
    return std::string(value);
}

std::string Decoder::optional_text(const JsonNode* node, const TextRule& rule, const Field& field) {
    const std::string_view value = string(node, field.name);
    if (!value.empty())
        expect(value, rule, field);
    return std::string(value);
}

void Decoder::expect(std::string_view value, const TextRule& rule, const Field& field, Code code) {
    if (!rule.matches(value))
        violate(field, "value does not match regex pattern \"" + std::string(rule.pattern) + "\"",
                code);
}

std::size_t Decoder::page_size(const JsonNode* node, std::size_t most, const Field& field) {
    if (node == nullptr)
        return kDefaultPage;
    return checked_page_size(int32(node, field.name), most, field);
}

std::size_t Decoder::page_size(const std::optional<std::string>& text, std::size_t most,
                               const Field& field) {
    if (!text)
        return kDefaultPage;
    std::int32_t size = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), size);
    if (error == std::errc{} && end == text->data() + text->size())
        return checked_page_size(size, most, field);
    fail("parsing field \"page_size\": `" + *text + "` is not a number");
    return kDefaultPage;
}

std::size_t Decoder::checked_page_size(std::int64_t size, std::size_t most, const Field& field) {
    if (!ok())
        return kDefaultPage;
    if (size >= 1 && static_cast<std::size_t>(size) <= most)
        return static_cast<std::size_t>(size);
    violate(field, "value must be inside range [1, " + std::to_string(most) + "]",
            Code::PageSizeInvalid);
    return kDefaultPage;
}

bool Decoder::require(const JsonNode* node, const Field& field, Code code) {
    if (node == nullptr && ok())
        violate(field, "value is required", code);
    return node != nullptr;
}

void Decoder::violate(const Field& field, std::string_view reason, Code code) {
    constexpr std::size_t kLongestMessage = 8 * 1024; // the rest tells nothing new
    if (!violations_)
        violations_ = Status{code, {}};
    std::string& message = violations_->message;
    if (message.size() > kLongestMessage)
        return;
    message.append(message.empty() ? "invalid " : "; invalid ");
    message.append(field.text()).append(": ").append(reason);
}

void Decoder::reject(Status status) {
    if (!rejected_)
        rejected_ = std::move(status);
}

std::optional<Status> Decoder::refusal() const {
    if (!ok())
        return Status{Code::ValidationError,
                      json_error().starts_with("unexpected end") ? "malformed JSON" : json_error()};
    return violations_;
}

} // namespace pemba::api::openfga
