// Decoder: a JsonReader that holds fields to their rules, and keeps which are broken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_reader.h"
#include "api/v1/field_rules.h"
#include "api/v1/status.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// Where a value stands in the request; a chain on the stack, spelled out only if it is needed.
struct Path {
    const Path* parent = nullptr;
    std::string_view name;   ///< in snake case
    std::int64_t index = -1; ///< within a repeated field

    [[nodiscard]] std::string text() const;
};

class Decoder : public JsonReader {
public:
    /// What names may be: those of this store's dialect, which is looked up at most once, and only
    /// if a name is not one in `.zed`, whose names are names in every dialect. The store outlives
    /// this.
    void take_names_of(const Engine& store) { store_ = &store; }

    // Rules. A value that an error has made empty breaks none.
    std::string text(const JsonNode* node, const TextRule& rule, const Path& path);
    /// Whether the message is there; else `value is required`.
    bool require(const JsonNode* node, const Path& path);
    void violate(const Path& path, std::string_view rule, std::string message);

    /// A refusal that comes after the field rules: the first one stands.
    void reject(Status status);

    /// What is wrong with the JSON, to be told as a plain error.
    [[nodiscard]] std::optional<Status> json_refusal() const;
    /// What breaks a rule.
    [[nodiscard]] std::optional<Status> rule_refusal();

private:
    Dialect dialect();

    const Engine* store_ = nullptr;
    std::optional<Dialect> dialect_;
    std::vector<Violation> violations_;
    std::optional<Status> rejected_;
};

} // namespace pemba::api::v1
