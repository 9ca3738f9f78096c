#include "cel/compile.h"

#include <algorithm>
#include <set>

#include "cel/lexer.h"
#include "cel/parameter_type.h"
#include "cel/parser.h"

namespace pemba::schema::cel {

namespace {

constexpr std::size_t kMaxParameters = 64;

// The names of types, which every expression has already.
constexpr std::string_view kTypeNames[] = {"bool",  "int",  "uint", "double", "string",
                                           "bytes", "list", "map",  "type",   "null_type"};
// Words that an expression cannot use as names. OpenFGA lets parameters have them, unused.
constexpr std::string_view kReservedWords[] = {
    "true",     "false",   "null",      "in",       "as",  "break",  "const",
    "continue", "else",    "for",       "function", "if",  "import", "let",
    "loop",     "package", "namespace", "return",   "var", "void",   "while"};

bool is_taken(std::string_view name, Dialect dialect) {
    const auto is_it = [name](std::string_view taken) { return taken == name; };
    return std::ranges::any_of(kTypeNames, is_it) ||
           (dialect == Dialect::Zed && std::ranges::any_of(kReservedWords, is_it));
}

class ConditionCompiler {
public:
    ConditionCompiler(ir::Condition& condition, Dialect dialect, Sink& sink)
        : condition_(condition), dialect_(dialect), sink_(sink) {}

    void run() {
        if (!read_parameters() || !is_short_enough())
            return;
        const Placement place(condition_.expression.span.begin, condition_.gaps);
        const auto checked =
            compile(condition_.expression.text, place, types_, Checking::Strict, sink_, dialect_);
        if (!checked || !is_truth(*checked))
            return;
        if (dialect_ == Dialect::Zed && !uses_all_parameters(*checked))
            return;
        condition_.program =
            emit(condition_.name.text, condition_.expression.text, parameters_, checked->program);
    }

private:
    bool read_parameters() {
        bool fits = true;
        std::set<std::string_view> names;
        for (const ir::Parameter& parameter : condition_.parameters) {
            const auto type = read_parameter_type(parameter.type, sink_, dialect_);
            fits = fits && type;
            fits = is_usable(parameter, names) && fits;
            if (!type)
                continue;
            parameters_.push_back({parameter.name.text, type->kinds});
            types_.push_back({parameter.name.text, type->type});
        }
        if (condition_.parameters.size() > kMaxParameters) {
            sink_.report(
                Kind::TooManyParameters, condition_.name.span,
                {{"caveat_name", condition_.name.text}, {"limit", std::to_string(kMaxParameters)}});
            fits = false;
        }
        return fits;
    }

    bool is_usable(const ir::Parameter& parameter, std::set<std::string_view>& names) {
        const Report::Arguments arguments{{"caveat_name", condition_.name.text},
                                          {"parameter_name", parameter.name.text}};
        const bool is_new = names.insert(parameter.name.text).second;
        const bool taken = is_taken(parameter.name.text, dialect_);
        if (!is_new)
            sink_.report(Kind::DuplicateParameter, parameter.name.span, arguments);
        if (taken)
            sink_.report(Kind::ReservedParameter, parameter.name.span, arguments);
        return is_new && !taken;
    }

    bool is_short_enough() {
        const std::size_t size = condition_.expression.text.size();
        if (size <= kMaxBytes)
            return true;
        sink_.report(Kind::CelTooLong, condition_.name.span,
                     {{"caveat_name", condition_.name.text},
                      {"size", std::to_string(size)},
                      {"limit", std::to_string(kMaxBytes)}});
        return false;
    }

    bool is_truth(const Checked& checked) {
        if (checked.type.kind == TypeKind::Bool || is_dyn(checked.type))
            return true;
        sink_.report(Kind::CelNotBoolean, condition_.expression.span,
                     {{"caveat_name", condition_.name.text}, {"type", to_string(checked.type)}});
        return false;
    }

    bool uses_all_parameters(const Checked& checked) {
        bool all = true;
        for (const ir::Parameter& parameter : condition_.parameters) {
            if (checked.used.count(parameter.name.text) != 0)
                continue;
            all = false;
            sink_.report(
                Kind::UnusedParameter, parameter.name.span,
                {{"caveat_name", condition_.name.text}, {"parameter_name", parameter.name.text}});
        }
        return all;
    }

    ir::Condition& condition_;
    Dialect dialect_;
    Sink& sink_;
    std::vector<ProgramParameter> parameters_;
    std::vector<NamedType> types_;
};

} // namespace

void compile_conditions(ir::Schema& schema, Sink& sink) {
    for (ir::Condition& condition : schema.conditions) {
        const bool must_have_parameters = schema.dialect == Dialect::Zed;
        if (!must_have_parameters || !condition.parameters.empty()) // reported where it was read
            ConditionCompiler(condition, schema.dialect, sink).run();
    }
}

std::optional<Checked> compile(std::string_view expression, const Placement& place,
                               const std::vector<NamedType>& parameters, Checking checking,
                               Sink& sink, Dialect dialect) {
    const auto tokens = lex(expression, place, sink);
    if (!tokens)
        return std::nullopt;
    const auto tree = parse(*tokens, sink);
    return tree ? check(*tree, parameters, checking, sink, dialect) : std::nullopt;
}

} // namespace pemba::schema::cel
