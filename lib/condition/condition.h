// Condition: a compiled expression that decides whether a tuple counts, ready to be evaluated.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "condition/type.h"
#include "condition/value.h"
#include "pemba/result.h"

namespace re2 {
class RE2;
}

namespace pemba::condition {

struct Parameter {
    std::string name;
    Type type;
};

/// A node of an expression in the form that evaluation runs on; see expression.fbs.
struct Node {
    fbs::ExpressionOp op = fbs::ExpressionOp::Null;
    fbs::Function function = fbs::Function::Not;
    std::uint32_t first_child = 0, child_count = 0; ///< in Condition::children
    std::int64_t number = 0;
    Value constant;                               ///< of constants
    std::string_view text;                        ///< of fields
    std::shared_ptr<const re2::RE2> pattern = {}; ///< of Matches whose pattern is a constant
};

/// Immutable, cheap to move, safe to use from any thread.
class Condition {
public:
    /// Reads a compiler's bytes (expression.fbs) and verifies them completely. Copies. Errors:
    /// InvalidSchema. O(bytes).
    [[nodiscard]] static Result<Condition> from_bytes(std::span<const std::uint8_t> bytes);

    [[nodiscard]] std::string_view name() const { return name_; }
    /// The expression's text.
    [[nodiscard]] std::string_view expression() const { return source_; }
    [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
    /// The parameter of that name, or nullptr. O(parameters).
    [[nodiscard]] const Parameter* find(std::string_view name) const;

    [[nodiscard]] const Node& root() const { return nodes_.back(); }
    [[nodiscard]] const Node& child(const Node& node, std::uint32_t index) const {
        return nodes_[children_[node.first_child + index]];
    }
    /// How many variables macros nest at most.
    [[nodiscard]] std::uint32_t variables() const { return variables_; }

    /// More parameters than these are refused.
    static constexpr std::size_t kMaxParameters = 64;
    /// As are expressions that nest deeper, so that evaluation may recurse.
    static constexpr std::uint32_t kMaxNesting = 250;
    static constexpr std::size_t kMaxNodes = 100'000;

private:
    friend class ConditionReader;
    Condition() = default;

    std::shared_ptr<const std::vector<std::uint8_t>> bytes_; ///< what texts are views of
    std::string name_, source_;
    std::vector<Parameter> parameters_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> children_;
    std::uint32_t variables_ = 0;
};

} // namespace pemba::condition
