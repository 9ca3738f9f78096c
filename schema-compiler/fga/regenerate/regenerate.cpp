// The DSL.
#include "fga/regenerate/regenerate.h"

#include <algorithm>
#include <tuple>

#include "fga/lex/lexer.h"
#include "fga/regenerate/rewrite_text.h"

namespace pemba::schema::fga {

namespace {

Error unsupported(const std::string& what) {
    return {ErrorCode::InvalidSchema, what + " is not supported by the OpenFGA DSL syntax yet", {}};
}

bool is_dsl_name(const std::string& name) {
    const auto list = lex(name);
    return list->tokens.size() == 2 && is_name(list->tokens[0].kind);
}
bool is_plain_dsl_name(const std::string& name) {
    const auto list = lex(name);
    return list->tokens.size() == 2 && list->tokens[0].kind == TokenKind::Name;
}

/// Parts of modules stand together; what is in its own place comes first.
template <class Part>
auto order_of(const Part& part) {
    const ir::Metadata metadata = part.metadata.value_or(ir::Metadata{});
    return std::make_tuple(metadata.module, metadata.file, part.name.text);
}

template <class Part>
std::vector<const Part*> in_order(const std::vector<Part>& parts) {
    std::vector<const Part*> sorted;
    for (const Part& part : parts)
        sorted.push_back(&part);
    std::ranges::stable_sort(
        sorted, [](const Part* a, const Part* b) { return order_of(*a) < order_of(*b); });
    return sorted;
}

bool has_modules(const ir::Schema& schema) {
    return std::ranges::any_of(schema.namespaces, [](const ir::NamespaceConfig& config) {
        return config.metadata && !config.metadata->module.empty();
    });
}

/// The lines of a comment of any language, without its delimiters, as comments of the DSL.
std::string comment_lines(const std::vector<std::string>& comments, const std::string& indent) {
    std::string text;
    for (std::string_view rest : comments)
        while (!rest.empty()) {
            std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            const std::size_t first = line.find_first_not_of(" \t\r/*#");
            const std::size_t last = line.find_last_not_of(" \t\r/*");
            if (first != std::string_view::npos && last >= first)
                text += indent + "# " + std::string(line.substr(first, last - first + 1)) + "\n";
        }
    return text;
}

class Regenerator {
public:
    Regenerator(const ir::Schema& schema, SourceInfo info) : schema_(schema), info_(info) {}

    Result<std::string> run() {
        const std::string& version = schema_.language_version.text;
        out_ = "model\n  schema " + (version.empty() ? "1.1" : version) + "\n";
        std::vector<const ir::NamespaceConfig*> types;
        if (has_modules(schema_))
            types = in_order(schema_.namespaces);
        else
            for (const ir::NamespaceConfig& config : schema_.namespaces)
                types.push_back(&config);
        for (const ir::NamespaceConfig* config : types)
            PEMBA_CHECK_OK(add(*config));
        for (const ir::Condition* condition : in_order(schema_.conditions))
            PEMBA_CHECK_OK(add(*condition));
        return std::move(out_);
    }

private:
    Result<void> add(const ir::NamespaceConfig& config) {
        if (!is_dsl_name(config.name.text))
            return unsupported("the name of the type '" + config.name.text + "'");
        out_ += "\n" + comment_lines(config.comments, "") + "type " + config.name.text;
        add_source(config.metadata, "module");
        if (!config.relations.empty())
            out_ += "  relations\n";
        for (const ir::Relation* relation : in_order(config.relations))
            PEMBA_CHECK_OK(add(config, *relation));
        return {};
    }

    Result<void> add(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        const auto text = rewrite_text(relation);
        if (!text || !has_dsl_types(relation))
            return unsupported("the '" + relation.name.text + "' relation definition under the '" +
                               config.name.text + "' type");
        if (!is_dsl_name(relation.name.text))
            return unsupported("the name of the relation '" + relation.name.text + "'");
        out_ += comment_lines(relation.comments, "    ") + "    define " + relation.name.text +
                ": " + *text;
        add_source(relation.metadata, "extended by: module");
        return {};
    }

    static bool has_dsl_types(const ir::Relation& relation) {
        return std::ranges::none_of(relation.subject_types, [](const ir::SubjectType& type) {
            return type.expiration ||
                   (!type.condition.text.empty() && !is_plain_dsl_name(type.condition.text));
        });
    }

    Result<void> add(const ir::Condition& condition) {
        const std::string& expression = condition.expression.text;
        const bool is_cut = expression.find('}') != std::string::npos || has_comment(expression);
        if (condition.parameters.empty() || is_cut || !is_plain_dsl_name(condition.name.text))
            return unsupported("the '" + condition.name.text + "' condition");
        out_ +=
            "\n" + comment_lines(condition.comments, "") + "condition " + condition.name.text + "(";
        std::vector<const ir::Parameter*> parameters;
        for (const ir::Parameter& parameter : condition.parameters)
            parameters.push_back(&parameter);
        std::ranges::sort(parameters, {}, [](const auto* one) { return one->name.text; });
        for (const ir::Parameter* parameter : parameters) {
            if (parameter->type.text == "any" || !is_plain_dsl_name(parameter->name.text))
                return unsupported("the '" + parameter->name.text + "' parameter of the '" +
                                   condition.name.text + "' condition");
            out_ += (parameter == parameters.front() ? "" : ", ") + parameter->name.text + ": " +
                    parameter->type.text;
        }
        out_ += ") {\n  " + expression + "\n}";
        add_source(condition.metadata, "module");
        return {};
    }

    static bool has_comment(const std::string& expression) {
        return !lex(expression)->comments.empty();
    }

    void add_source(const std::optional<ir::Metadata>& metadata, const char* how) {
        if (info_ == SourceInfo::Shown && metadata && !metadata->module.empty())
            out_ +=
                std::string(" # ") + how + ": " + metadata->module + ", file: " + metadata->file;
        out_ += "\n";
    }

    const ir::Schema& schema_;
    SourceInfo info_;
    std::string out_;
};

} // namespace

Result<std::string> regenerate(const ir::Schema& schema, SourceInfo info) {
    return Regenerator(schema, info).run();
}

} // namespace pemba::schema::fga
