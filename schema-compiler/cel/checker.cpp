// Recurses as deep as the tree does, which the parser limits.
#include "cel/checker.h"

#include <algorithm>

#include <re2/re2.h>

#include "cel/functions.h"
#include "diagnostics/suggest.h"

namespace pemba::schema::cel {

using fbs::ExpressionOp;

namespace {

// The names of types that stand for themselves.
constexpr std::string_view kTypeNames[] = {"bool",
                                           "int",
                                           "uint",
                                           "double",
                                           "string",
                                           "bytes",
                                           "list",
                                           "map",
                                           "type",
                                           "null_type",
                                           "google.protobuf.Duration",
                                           "google.protobuf.Timestamp",
                                           "optional_type"};

struct Macro {
    std::string_view name;
    std::size_t arguments;
    ExpressionOp op;
    std::string_view usage;
};
constexpr Macro kMacros[] = {
    {"all", 2, ExpressionOp::All, "all(name, condition)"},
    {"exists", 2, ExpressionOp::Exists, "exists(name, condition)"},
    {"exists_one", 2, ExpressionOp::ExistsOne, "exists_one(name, condition)"},
    {"existsOne", 2, ExpressionOp::ExistsOne, "existsOne(name, condition)"},
    {"filter", 2, ExpressionOp::Filter, "filter(name, condition)"},
    {"map", 2, ExpressionOp::Transform, "map(name, value)"},
    {"map", 3, ExpressionOp::TransformSome, "map(name, condition, value)"},
    {"optMap", 2, ExpressionOp::OptionalMap, "optMap(name, value)"},
    {"optFlatMap", 2, ExpressionOp::OptionalFlatMap, "optFlatMap(name, optional)"},
};

const Macro* find_macro(std::string_view name, std::size_t arguments) {
    const auto* found = std::ranges::find_if(kMacros, [&](const Macro& macro) {
        return macro.name == name && macro.arguments == arguments;
    });
    return found == std::end(kMacros) ? nullptr : found;
}

class Checker {
public:
    Checker(const Tree& tree, const std::vector<NamedType>& parameters, Checking checking,
            Sink& sink, Dialect dialect)
        : tree_(tree), parameters_(parameters), checking_(checking), sink_(sink),
          dialect_(dialect) {}

    std::optional<Checked> run() {
        Place root;
        if (!check(static_cast<std::uint32_t>(tree_.size() - 1), root))
            return std::nullopt;
        checked_.type = root.type;
        return std::move(checked_);
    }

private:
    /// A node of the program and its type.
    struct Place {
        std::uint32_t number = 0;
        Type type = {};
    };
    struct Variable {
        std::string name;
        Type type;
    };

    bool strict() const { return checking_ == Checking::Strict; }

    // Only .zed has optional values.
    bool knows_optionals() const { return dialect_ == Dialect::Zed; }

    static bool has_optionals(const TreeNode& node) {
        switch (node.form) {
        case Form::SelectOptional: return true;
        case Form::List:
        case Form::Map: return node.number != 0;
        case Form::Operator: return node.text == "[?]";
        default: return false;
        }
    }

    bool no_optionals(const TreeNode& node) {
        sink_.report(Kind::CelMalformed, node.span,
                     {{"reason", "there are no optional values here"}});
        return false;
    }

    bool add(ProgramNode node, Type type, Place& out) {
        out = {static_cast<std::uint32_t>(checked_.program.size()), std::move(type)};
        checked_.program.push_back(std::move(node));
        return true;
    }

    bool constant(ExpressionOp op, const TreeNode& from, TypeKind kind, Place& out) {
        return add({op, {}, {}, from.number, from.real, from.text}, {kind}, out);
    }

    bool check(std::uint32_t index, Place& out) {
        const TreeNode& node = tree_[index];
        if (has_optionals(node) && !knows_optionals())
            return no_optionals(node);
        switch (node.form) {
        case Form::Null: return constant(ExpressionOp::Null, node, TypeKind::Null, out);
        case Form::Bool: return constant(ExpressionOp::Bool, node, TypeKind::Bool, out);
        case Form::Int: return constant(ExpressionOp::Int, node, TypeKind::Int, out);
        case Form::Uint: return constant(ExpressionOp::Uint, node, TypeKind::Uint, out);
        case Form::Double: return constant(ExpressionOp::Double, node, TypeKind::Double, out);
        case Form::String: return constant(ExpressionOp::String, node, TypeKind::String, out);
        case Form::Bytes: return constant(ExpressionOp::Bytes, node, TypeKind::Bytes, out);
        case Form::Name: return name(node, node.text, out);
        case Form::Select:
        case Form::SelectOptional: return select(index, out);
        case Form::List: return list(node, out);
        case Form::Map: return map(node, out);
        case Form::And:
        case Form::Or: return logical(node, out);
        case Form::Choose: return choose(node, out);
        case Form::Operator: return call(node, Style::Operator, node.text, node.children, out);
        case Form::Call: return node.has_receiver ? member_call(node, out) : global_call(node, out);
        }
        return false;
    }

    // The innermost variable of that name, a parameter, or a type.
    bool name(const TreeNode& node, const std::string& text, Place& out) {
        for (std::size_t i = variables_.size(); i-- > 0;)
            if (variables_[i].name == text)
                return add({ExpressionOp::Variable, {}, {}, static_cast<std::int64_t>(i)},
                           variables_[i].type, out);
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            if (parameters_[i].name == text) {
                checked_.used.insert(text);
                return add({ExpressionOp::Parameter, {}, {}, static_cast<std::int64_t>(i)},
                           parameters_[i].type, out);
            }
        if (std::ranges::find(kTypeNames, text) != std::end(kTypeNames))
            return add({ExpressionOp::Type, {}, {}, 0, 0, text}, {TypeKind::Type}, out);
        if (!strict())
            return add_failure(out);
        sink_.report(Kind::CelUnknownName, node.span, {{"name", text}}).hint([&] {
            std::vector<std::string_view> names;
            for (const NamedType& parameter : parameters_)
                names.push_back(parameter.name);
            return suggest(text, names);
        });
        return false;
    }

    // `google.protobuf.Timestamp` is a name with dots.
    std::string dotted(std::uint32_t index) const {
        const TreeNode& node = tree_[index];
        if (node.form == Form::Name)
            return node.text;
        if (node.form != Form::Select)
            return {};
        const std::string before = dotted(node.children[0]);
        return before.empty() ? before : before + "." + node.text;
    }

    bool select(std::uint32_t index, Place& out) {
        const TreeNode& node = tree_[index];
        if (const std::string whole = dotted(index); whole.starts_with("google.protobuf."))
            return name(node, whole, out);
        Place from;
        if (!check(node.children[0], from))
            return false;
        const bool optional = node.form == Form::SelectOptional;
        return select_from(node, from,
                           optional ? ExpressionOp::SelectOptional : ExpressionOp::Select, out);
    }

    bool select_from(const TreeNode& node, const Place& from, ExpressionOp op, Place& out) {
        const bool in_optional = from.type.kind == TypeKind::Optional;
        const Type& inner = in_optional ? from.type.arguments[0] : from.type;
        const bool fits =
            inner.kind == TypeKind::Map
                ? inner.arguments[0].kind == TypeKind::String || is_dyn(inner.arguments[0])
                : is_dyn(inner);
        if (!fits && strict())
            return no_form(node, "." + node.text, {from.type});
        Type type = inner.kind == TypeKind::Map ? inner.arguments[1] : Type{};
        if (in_optional || op == ExpressionOp::SelectOptional)
            type = {TypeKind::Optional, {type}};
        if (op == ExpressionOp::Has)
            type = {TypeKind::Bool};
        return add({op, {}, {from.number}, 0, 0, node.text}, std::move(type), out);
    }

    bool list(const TreeNode& node, Place& out) {
        ProgramNode made{ExpressionOp::List, {}, {}, node.number};
        Type item;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            Place child;
            if (!check(node.children[i], child))
                return false;
            if (i < 63 && (node.number >> i & 1) != 0)
                child.type = inside_optional(child.type);
            item = i == 0 ? child.type : common(item, child.type);
            made.children.push_back(child.number);
        }
        return add(std::move(made), {TypeKind::List, {item}}, out);
    }

    bool map(const TreeNode& node, Place& out) {
        ProgramNode made{ExpressionOp::Map, {}, {}, node.number};
        Type types[2];
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            Place child;
            if (!check(node.children[i], child))
                return false;
            const bool optional = i / 2 < 63 && (node.number >> (i / 2) & 1) != 0;
            if (i % 2 == 1 && optional)
                child.type = inside_optional(child.type);
            Type& type = types[i % 2];
            type = i < 2 ? child.type : common(type, child.type);
            made.children.push_back(child.number);
        }
        return add(std::move(made), {TypeKind::Map, {types[0], types[1]}}, out);
    }

    static Type inside_optional(const Type& type) {
        return type.kind == TypeKind::Optional ? type.arguments[0] : Type{};
    }

    bool logical(const TreeNode& node, Place& out) {
        const bool is_and = node.form == Form::And;
        ProgramNode made{is_and ? ExpressionOp::And : ExpressionOp::Or};
        for (const std::uint32_t operand : node.children) {
            Place child;
            if (!check(operand, child) || !want_bool(tree_[operand], is_and ? "&&" : "||", child))
                return false;
            made.children.push_back(child.number);
        }
        return add(std::move(made), {TypeKind::Bool}, out);
    }

    bool want_bool(const TreeNode& node, const char* where, const Place& place) {
        const bool fits = place.type.kind == TypeKind::Bool || is_dyn(place.type);
        return fits || !strict() || no_form(node, where, {place.type});
    }

    bool choose(const TreeNode& node, Place& out) {
        Place condition, then, otherwise;
        if (!check(node.children[0], condition) ||
            !want_bool(tree_[node.children[0]], "?:", condition) ||
            !check(node.children[1], then) || !check(node.children[2], otherwise))
            return false;
        Bindings none;
        if (strict() && !unify(then.type, otherwise.type, none))
            return no_form(node, "?:", {condition.type, then.type, otherwise.type});
        return add({ExpressionOp::Choose, {}, {condition.number, then.number, otherwise.number}},
                   common(then.type, otherwise.type), out);
    }

    bool global_call(const TreeNode& node, Place& out) {
        if (node.text != "has")
            return call(node, Style::Global, node.text, node.children, out);
        const bool fits = node.children.size() == 1 && tree_[node.children[0]].form == Form::Select;
        if (!fits)
            return wrong_macro(node, "has(value.field)");
        const TreeNode& field = tree_[node.children[0]];
        Place from;
        return check(field.children[0], from) && select_from(field, from, ExpressionOp::Has, out);
    }

    bool member_call(const TreeNode& node, Place& out) {
        const std::vector<std::uint32_t> arguments(node.children.begin() + 1, node.children.end());
        const std::string receiver = dotted(node.children[0]);
        if (receiver == "optional")
            return call(node, Style::Global, "optional." + node.text, arguments, out);
        const Macro* macro = find_macro(node.text, arguments.size());
        if (macro != nullptr && (macro->op < ExpressionOp::OptionalMap || knows_optionals()))
            return fold(node, *macro, out);
        return call(node, Style::Member, node.text, node.children, out);
    }

    bool fold(const TreeNode& node, const Macro& macro, Place& out) {
        const TreeNode& variable = tree_[node.children[1]];
        if (variable.form != Form::Name)
            return wrong_macro(variable, std::string(macro.usage));
        Place range;
        if (!check(node.children[0], range))
            return false;
        ProgramNode made{
            macro.op, {}, {range.number}, static_cast<std::int64_t>(variables_.size())};
        const auto item = item_type(node, macro, range.type);
        if (!item)
            return false;
        variables_.push_back({variable.text, *item});
        Place last;
        bool fits = true;
        for (std::size_t i = 2; fits && i < node.children.size(); ++i) {
            const bool is_condition = macro.op <= ExpressionOp::Filter ||
                                      (macro.op == ExpressionOp::TransformSome && i == 2);
            fits = check(node.children[i], last) &&
                   (!is_condition || want_bool(tree_[node.children[i]], macro.name.data(), last));
            made.children.push_back(last.number);
        }
        variables_.pop_back();
        return fits && add(std::move(made), result_of(macro.op, *item, last.type), out);
    }

    // What the variable of a macro stands for; nothing, and reported, if it cannot go over that.
    std::optional<Type> item_type(const TreeNode& node, const Macro& macro, const Type& range) {
        const bool optional = macro.op >= ExpressionOp::OptionalMap;
        const bool fits = optional ? range.kind == TypeKind::Optional
                                   : range.kind == TypeKind::List || range.kind == TypeKind::Map;
        if (fits)
            return range.arguments[0];
        if (is_dyn(range) || !strict())
            return Type{};
        no_form(node, std::string(macro.name), {range});
        return std::nullopt;
    }

    static Type result_of(ExpressionOp op, const Type& item, const Type& last) {
        switch (op) {
        case ExpressionOp::Filter: return {TypeKind::List, {item}};
        case ExpressionOp::Transform:
        case ExpressionOp::TransformSome: return {TypeKind::List, {last}};
        case ExpressionOp::OptionalMap: return {TypeKind::Optional, {last}};
        case ExpressionOp::OptionalFlatMap: return last;
        default: return {TypeKind::Bool};
        }
    }

    bool call(const TreeNode& node, Style style, const std::string& function,
              const std::vector<std::uint32_t>& arguments, Place& out) {
        const FunctionForm* form = find_function(function, style, dialect_);
        if (form == nullptr)
            return unknown_function(node, style, function, out);
        ProgramNode made{ExpressionOp::Call, form->function};
        std::vector<Type> types;
        for (const std::uint32_t argument : arguments) {
            Place child;
            if (!check(argument, child))
                return false;
            made.children.push_back(child.number);
            types.push_back(child.type);
        }
        Resolved resolved = resolve(*form, types);
        const bool right_count = std::ranges::any_of(form->signatures, [&](const auto& signature) {
            return signature.parameters.size() == types.size();
        });
        if (!resolved.fits && (strict() || !right_count))
            return no_form(node, function, types);
        return check_pattern(*form, arguments) && add(std::move(made), resolved.result, out);
    }

    // What is unknown to an unchecked expression fails when it is evaluated.
    bool add_failure(Place& out) {
        Place nothing;
        add({ExpressionOp::Null}, {}, nothing);
        return add({ExpressionOp::Call, fbs::Function::Not, {nothing.number}}, {}, out);
    }

    bool unknown_function(const TreeNode& node, Style style, const std::string& function,
                          Place& out) {
        if (!strict())
            return add_failure(out);
        sink_.report(Kind::CelUnknownFunction, node.span, {{"function", function}}).hint([&] {
            return suggest(function, function_names(style, dialect_));
        });
        return false;
    }

    bool check_pattern(const FunctionForm& form, const std::vector<std::uint32_t>& arguments) {
        if (form.function != fbs::Function::Matches || arguments.size() != 2 ||
            tree_[arguments[1]].form != Form::String || !strict())
            return true;
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(1 << 20);
        const re2::RE2 pattern(tree_[arguments[1]].text, options);
        if (!pattern.ok())
            sink_.report(Kind::CelBadPattern, tree_[arguments[1]].span,
                         {{"pattern", tree_[arguments[1]].text}, {"reason", pattern.error()}});
        return pattern.ok();
    }

    bool wrong_macro(const TreeNode& node, std::string usage) {
        sink_.report(Kind::CelMacro, node.span, {{"usage", std::move(usage)}});
        return false;
    }

    bool no_form(const TreeNode& node, const std::string& function, std::vector<Type> types) {
        std::string words;
        for (const Type& type : types)
            words += (words.empty() ? "" : ", ") + to_string(type);
        sink_.report(Kind::CelNoOverload, node.span,
                     {{"operator", plain(function)}, {"types", words.empty() ? "nothing" : words}});
        return false;
    }

    // An operator as its author wrote it.
    static std::string plain(const std::string& function) {
        if (function == "!_" || function == "-_")
            return function.substr(0, 1);
        return function;
    }

    const Tree& tree_;
    const std::vector<NamedType>& parameters_;
    Checking checking_;
    Sink& sink_;
    Dialect dialect_;
    std::vector<Variable> variables_;
    Checked checked_;
};

} // namespace

std::optional<Checked> check(const Tree& tree, const std::vector<NamedType>& parameters,
                             Checking checking, Sink& sink, Dialect dialect) {
    return Checker(tree, parameters, checking, sink, dialect).run();
}

} // namespace pemba::schema::cel
