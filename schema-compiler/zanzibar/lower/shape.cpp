// The table of fields, and the checks against it.
#include "zanzibar/lower/shape.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "diagnostics/suggest.h"

namespace pemba::schema::zanzibar {

namespace {

/// A field that a message may have.
struct FieldRule {
    Shape message;
    std::string_view name;
    Shape shape; ///< of the field
    bool is_repeated = false;
    bool is_required = false;
};

constexpr FieldRule kRules[] = {
    {Shape::File, "name", Shape::Text, true}, // each begins a namespace
    {Shape::File, "relation", Shape::Relation, true},
    {Shape::File, "namespace", Shape::Namespace, true},
    {Shape::Namespace, "name", Shape::Text, false, true},
    {Shape::Namespace, "relation", Shape::Relation, true},
    {Shape::Relation, "name", Shape::Text, false, true},
    {Shape::Relation, "subject_type", Shape::Text, true},
    {Shape::Relation, "userset_rewrite", Shape::Operand},
    {Shape::Operand, "_this", Shape::This, true},
    {Shape::Operand, "computed_userset", Shape::ComputedUserset, true},
    {Shape::Operand, "tuple_to_userset", Shape::TupleToUserset, true},
    {Shape::Operand, "union", Shape::SetOperation, true},
    {Shape::Operand, "intersection", Shape::SetOperation, true},
    {Shape::Operand, "exclusion", Shape::Exclusion, true},
    {Shape::Operand, "userset_rewrite", Shape::Operand, true},
    {Shape::SetOperation, "child", Shape::Operand, true, true},
    {Shape::Exclusion, "child", Shape::Operand, true, true},
    {Shape::ComputedUserset, "relation", Shape::Text, false, true},
    {Shape::TupleToUserset, "tupleset", Shape::Tupleset, false, true},
    {Shape::TupleToUserset, "computed_userset", Shape::TargetUserset, false, true},
    {Shape::Tupleset, "relation", Shape::Text, false, true},
    {Shape::TargetUserset, "object", Shape::TupleObject},
    {Shape::TargetUserset, "relation", Shape::Text, false, true},
};

const FieldRule* find_rule(Shape message, std::string_view name) {
    const auto* rule = std::ranges::find_if(
        kRules, [&](const FieldRule& one) { return one.message == message && one.name == name; });
    return rule == std::end(kRules) ? nullptr : rule;
}

std::vector<std::string_view> field_names(Shape message) {
    std::vector<std::string_view> names;
    for (const FieldRule& rule : kRules)
        if (rule.message == message)
            names.push_back(rule.name);
    return names;
}

std::string quote(std::string_view name) {
    return "`" + std::string(name) + "`";
}

/// What to write instead: a near name, or all there are.
std::string hint_for_unknown(Shape message, std::string_view name) {
    const std::vector<std::string_view> names = field_names(message);
    if (std::string near = suggest(name, names); !near.empty())
        return near;
    std::string list;
    for (const std::string_view known : names)
        list += (list.empty() ? "" : ", ") + quote(known);
    return list.empty() ? "it is empty: `_this {}`" : "its fields are " + list;
}

class ShapeCheck {
public:
    ShapeCheck(const File& file, Sink& sink)
        : file_(file), sink_(sink), shapes_{{}, std::vector<bool>(file.fields.size())} {}

    Shapes run() {
        shapes_.of.assign(file_.fields.size(), Shape::Unknown);
        shapes_.of[0] = Shape::File;
        for (std::uint32_t i = 0; i < file_.fields.size() && !sink_.is_full(); ++i)
            if (file_.fields[i].kind == Field::Kind::Message && shapes_.of[i] != Shape::Unknown)
                check_message(i);
        // What is wrong with a field is wrong with all around it.
        for (std::size_t i = file_.fields.size(); i-- > 1;)
            if (shapes_.is_broken[i])
                shapes_.is_broken[file_.fields[i].parent] = true;
        return std::move(shapes_);
    }

private:
    Report& report(Kind kind, std::uint32_t broken, ByteSpan span, Report::Arguments arguments) {
        shapes_.is_broken[broken] = true;
        return sink_.report(kind, span, std::move(arguments));
    }

    [[nodiscard]] std::string called(std::uint32_t message) const {
        return message == 0 ? "a file of namespaces" : quote(file_.fields[message].name);
    }

    /// Where something is missing from a message.
    [[nodiscard]] ByteSpan place(std::uint32_t message) const {
        return file_.fields[message].name_span;
    }

    void check_message(std::uint32_t index) {
        const Field& message = file_.fields[index];
        const Shape shape = shapes_.of[index];
        for (const std::uint32_t field : message.fields)
            check_field(index, field);
        for (const FieldRule& rule : kRules)
            if (rule.message == shape)
                check_count(index, rule);
        if (shape == Shape::Operand)
            check_operation(index);
    }

    void check_field(std::uint32_t message, std::uint32_t index) {
        const Field& field = file_.fields[index];
        const FieldRule* rule = find_rule(shapes_.of[message], field.name);
        if (rule == nullptr) {
            report(Kind::UnknownField, message, field.name_span,
                   {{"message", called(message)}, {"field", field.name}})
                .hint([&] { return hint_for_unknown(shapes_.of[message], field.name); });
            return;
        }
        const char* wanted = wrong_value(field, rule->shape);
        if (wanted == nullptr) {
            shapes_.of[index] = rule->shape;
            return;
        }
        report(Kind::ExpectedSymbol, message, field.value_span,
               {{"expected", wanted},
                {"where", "after " + quote(field.name)},
                {"found", found(field)}});
    }

    static std::string found(const Field& field) {
        switch (field.kind) {
        case Field::Kind::Message: return "a message";
        case Field::Kind::String: return "the string " + quote(field.value);
        case Field::Kind::Word: break;
        }
        return quote(field.value);
    }

    /// What a field of this shape holds instead, or null.
    static const char* wrong_value(const Field& field, Shape shape) {
        switch (shape) {
        case Shape::Text: return field.kind == Field::Kind::String ? nullptr : "a string";
        case Shape::TupleObject: {
            const bool is_word = field.kind == Field::Kind::Word;
            return is_word && field.value == "$TUPLE_USERSET_OBJECT" ? nullptr
                                                                     : "`$TUPLE_USERSET_OBJECT`";
        }
        default: return field.kind == Field::Kind::Message ? nullptr : "`{`";
        }
    }

    void check_count(std::uint32_t index, const FieldRule& rule) {
        const Field& message = file_.fields[index];
        const Field* first = nullptr;
        std::size_t count = 0;
        for (const std::uint32_t field : message.fields) {
            const Field& one = file_.fields[field];
            if (one.name != rule.name)
                continue;
            if (++count == 1)
                first = &one;
            else if (!rule.is_repeated)
                report(Kind::RepeatedField, index, one.name_span,
                       {{"message", called(index)}, {"field", one.name}})
                    .label(first->name_span, "the first");
        }
        if (rule.is_required && count == 0)
            report(Kind::MissingField, index, place(index),
                   {{"message", called(index)}, {"field", quote(rule.name)}});
        if (shapes_.of[index] == Shape::Exclusion && count == 1)
            report(Kind::MissingField, index, place(index),
                   {{"message", called(index)}, {"field", "second `child`"}})
                .hint("the first child is what the others are taken from");
    }

    void check_operation(std::uint32_t index) {
        const Field& operand = file_.fields[index];
        if (operand.fields.empty()) {
            report(Kind::MissingField, index, place(index),
                   {{"message", called(index)}, {"field", "operation"}})
                .hint("such as `_this {}` or `computed_userset { relation: \"editor\" }`");
            return;
        }
        const Field& first = file_.fields[operand.fields.front()];
        for (std::size_t i = 1; i < operand.fields.size(); ++i) {
            const Field& more = file_.fields[operand.fields[i]];
            if (shapes_.of[operand.fields[i]] != Shape::Unknown)
                report(Kind::SeveralOperations, index, more.name_span,
                       {{"message", called(index)},
                        {"first", quote(first.name)},
                        {"field", quote(more.name)}})
                    .label(first.name_span, "the first")
                    .hint("join them: `union { child { … } child { … } }`");
        }
    }

    const File& file_;
    Sink& sink_;
    Shapes shapes_;
};

} // namespace

Shapes check_shapes(const File& file, Sink& sink) {
    return ShapeCheck(file, sink).run();
}

const Field* find_field(const File& file, const Field& message, std::string_view name) {
    for (const std::uint32_t index : message.fields)
        if (file.fields[index].name == name)
            return &file.fields[index];
    return nullptr;
}

} // namespace pemba::schema::zanzibar
