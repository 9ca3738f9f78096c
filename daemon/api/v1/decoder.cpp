// Decoder: field rules and refusals.
#include "api/v1/decoder.h"

namespace pemba::api::v1 {

std::string Path::text() const {
    std::string text = parent == nullptr ? std::string{} : parent->text() + ".";
    text.append(name);
    if (index >= 0)
        text += "[" + std::to_string(index) + "]";
    return text;
}

std::string Decoder::text(const JsonNode* node, const TextRule& rule, const Path& path) {
    const std::string_view value = string(node, path.name);
    if (!ok())
        return {};
    if (rule.zed.allows(value))
        return std::string(value);
    const TextRule::Form& form = rule.in(dialect());
    if (!form.matches(value))
        violate(path, "string.pattern",
                "does not match regex pattern `" + std::string(form.pattern) + "`");
    else if (value.size() > form.max_bytes)
        violate(path, "string.max_bytes",
                "must be at most " + std::to_string(form.max_bytes) + " bytes");
    return std::string(value);
}

Dialect Decoder::dialect() {
    if (dialect_)
        return *dialect_;
    dialect_ = Dialect::Zed;
    if (store_ != nullptr) {
        if (const auto schema = store_->read_schema({.none_is_empty = true}))
            dialect_ = schema->schema.dialect();
    }
    return *dialect_;
}

bool Decoder::require(const JsonNode* node, const Path& path) {
    if (node == nullptr && ok())
        violate(path, "required", "value is required");
    return node != nullptr;
}

void Decoder::violate(const Path& path, std::string_view rule, std::string message) {
    constexpr std::size_t kMostViolations = 100; // the rest tells nothing new
    if (violations_.size() < kMostViolations)
        violations_.push_back({path.text(), std::string(rule), std::move(message)});
}

void Decoder::reject(Status status) {
    if (!rejected_)
        rejected_ = std::move(status);
}

std::optional<Status> Decoder::json_refusal() const {
    if (ok())
        return {};
    return Status{.code = Code::InvalidArgument, .message = json_error(), .reason = {}};
}

std::optional<Status> Decoder::rule_refusal() {
    if (!violations_.empty())
        return to_status(std::move(violations_));
    return rejected_;
}

} // namespace pemba::api::v1
