// Reading and verifying expression.fbs.
#include "condition/condition.h"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "condition/patterns.h"

namespace pemba::condition {

using fbs::ExpressionOp;

namespace {

constexpr std::uint16_t kFormat = 1;
constexpr std::size_t kMaxTables = 4 * Condition::kMaxNodes;
constexpr std::int64_t kMaxVariables = Condition::kMaxNesting;

Error invalid(std::string_view message) {
    return {ErrorCode::InvalidSchema, fmt::format("a condition's expression: {}", message), {}};
}

struct Arity {
    std::uint32_t least = 0, most = 0;
};

Arity arity_of(ExpressionOp op) {
    constexpr std::uint32_t kAny = ~std::uint32_t{0};
    switch (op) {
    case ExpressionOp::And:
    case ExpressionOp::Or: return {2, kAny};
    case ExpressionOp::Choose:
    case ExpressionOp::TransformSome: return {3, 3};
    case ExpressionOp::Select:
    case ExpressionOp::SelectOptional:
    case ExpressionOp::Has: return {1, 1};
    case ExpressionOp::List:
    case ExpressionOp::Map:
    case ExpressionOp::Call: return {0, kAny};
    case ExpressionOp::All:
    case ExpressionOp::Exists:
    case ExpressionOp::ExistsOne:
    case ExpressionOp::Filter:
    case ExpressionOp::Transform:
    case ExpressionOp::OptionalMap:
    case ExpressionOp::OptionalFlatMap: return {2, 2};
    default: return {0, 0};
    }
}

Arity arity_of(fbs::Function function) {
    using fbs::Function;
    if (function >= Function::GetFullYear && function <= Function::GetMilliseconds)
        return {1, 2};
    if (function >= Function::ToBool && function <= Function::ToIpAddress)
        return {1, 1};
    switch (function) {
    case Function::OptionalNone: return {0, 0};
    case Function::Not:
    case Function::Negate:
    case Function::Size:
    case Function::OptionalOf:
    case Function::OptionalOfNonZero:
    case Function::HasValue:
    case Function::ValueOf: return {1, 1};
    default: return {2, 2};
    }
}

bool has_variable(ExpressionOp op) {
    return op == ExpressionOp::Variable ||
           (op >= ExpressionOp::All && op <= ExpressionOp::OptionalFlatMap);
}

} // namespace

class ConditionReader {
public:
    Result<Condition> read(std::span<const std::uint8_t> bytes) {
        condition_.bytes_ =
            std::make_shared<const std::vector<std::uint8_t>>(bytes.begin(), bytes.end());
        const auto& copy = *condition_.bytes_;
        flatbuffers::Verifier verifier(copy.data(), copy.size(), 64, kMaxTables);
        if (copy.size() < 8 || !fbs::VerifyExpressionBuffer(verifier))
            return invalid("these bytes are not one");
        const auto* source = fbs::GetExpression(copy.data());
        if (source->format() != kFormat)
            return invalid(fmt::format("format {} is unknown", source->format()));
        condition_.name_ = source->name()->str();
        condition_.source_ = source->source()->str();
        PEMBA_CHECK_OK(read_parameters(*source));
        const auto& nodes = *source->nodes();
        if (nodes.size() == 0 || nodes.size() > Condition::kMaxNodes)
            return invalid("it has no nodes, or too many");
        for (const auto* node : nodes)
            PEMBA_CHECK_OK(read_node(*node));
        if (depths_.back() > Condition::kMaxNesting)
            return invalid("it nests too deep");
        return std::move(condition_);
    }

private:
    Result<void> read_parameters(const fbs::Expression& source) {
        if (!source.parameters())
            return {};
        for (const auto* parameter : *source.parameters()) {
            Parameter read{parameter->name()->str(), {}};
            for (auto kind : *parameter->type())
                read.type.push_back(static_cast<fbs::ValueKind>(kind));
            if (!is_valid(read.type))
                return invalid("a parameter's type makes no sense");
            if (condition_.find(read.name))
                return invalid("a parameter stands twice");
            condition_.parameters_.push_back(std::move(read));
        }
        if (condition_.parameters_.size() > Condition::kMaxParameters)
            return invalid("it has too many parameters");
        return {};
    }

    Result<void> read_node(const fbs::ExpressionNode& source) {
        Node node;
        node.op = source.op();
        node.function = source.function();
        node.number = source.number();
        if (source.text())
            node.text = source.text()->string_view();
        if (node.op > ExpressionOp::MAX || node.function > fbs::Function::MAX)
            return invalid("an operator is unknown");
        PEMBA_CHECK_OK(read_children(source, node));
        PEMBA_CHECK_OK(check_number(node));
        node.constant = constant_of(source);
        compile_pattern(node);
        condition_.nodes_.push_back(std::move(node));
        return {};
    }

    Result<void> read_children(const fbs::ExpressionNode& source, Node& node) {
        std::uint32_t count = source.children() ? source.children()->size() : 0;
        auto [least, most] =
            node.op == ExpressionOp::Call ? arity_of(node.function) : arity_of(node.op);
        if (count < least || count > most || (node.op == ExpressionOp::Map && count % 2 != 0))
            return invalid("an operator has the wrong number of operands");
        node.first_child = static_cast<std::uint32_t>(condition_.children_.size());
        node.child_count = count;
        std::uint32_t depth = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            auto child = source.children()->Get(i);
            // A tree: what stands under two would be evaluated twice for the price of one.
            if (child >= condition_.nodes_.size() || used_[child])
                return invalid("it is not a tree");
            used_[child] = true;
            condition_.children_.push_back(child);
            depth = std::max(depth, depths_[child]);
        }
        depths_.push_back(depth + 1);
        used_.push_back(false);
        return {};
    }

    Result<void> check_number(const Node& node) {
        if (node.op == ExpressionOp::Parameter &&
            (node.number < 0 ||
             node.number >= static_cast<std::int64_t>(condition_.parameters_.size())))
            return invalid("a parameter is unknown");
        if (!has_variable(node.op))
            return {};
        if (node.number < 0 || node.number >= kMaxVariables)
            return invalid("a variable is unknown");
        condition_.variables_ =
            std::max(condition_.variables_, static_cast<std::uint32_t>(node.number) + 1);
        return {};
    }

    static Value constant_of(const fbs::ExpressionNode& source) {
        switch (source.op()) {
        case ExpressionOp::Bool: return source.number() != 0;
        case ExpressionOp::Int: return source.number();
        case ExpressionOp::Uint: return static_cast<std::uint64_t>(source.number());
        case ExpressionOp::Double: return source.real();
        case ExpressionOp::String:
            return source.text() ? Value(source.text()->string_view()) : Value(std::string_view());
        case ExpressionOp::Type:
            return TypeName{source.text() ? source.text()->string_view() : std::string_view()};
        case ExpressionOp::Bytes: {
            const auto* bytes = source.bytes();
            return bytes ? Bytes{{reinterpret_cast<const char*>(bytes->data()), bytes->size()}}
                         : Bytes{};
        }
        default: return Null{};
        }
    }

    // A constant pattern is compiled once; one that does not compile fails when it is evaluated.
    void compile_pattern(Node& node) {
        if (node.op != ExpressionOp::Call || node.function != fbs::Function::Matches ||
            node.child_count != 2)
            return;
        const auto& pattern = condition_.child(node, 1).constant;
        const auto* text = pattern.as<std::string_view>();
        if (!text)
            return;
        if (auto compiled = compile(*text); compiled->ok())
            node.pattern = std::move(compiled);
    }

    Condition condition_;
    std::vector<std::uint32_t> depths_;
    std::vector<bool> used_;
};

Result<Condition> Condition::from_bytes(std::span<const std::uint8_t> bytes) {
    return ConditionReader().read(bytes);
}

const Parameter* Condition::find(std::string_view name) const {
    auto found = std::ranges::find(parameters_, name, &Parameter::name);
    return found == parameters_.end() ? nullptr : &*found;
}

} // namespace pemba::condition
