// The canonical text.
#include "zed/regenerate/regenerate.h"

#include <algorithm>
#include <utility>

#include "zed/format/comment_text.h"
#include "zed/regenerate/rewrite_text.h"

namespace pemba::schema::zed {

namespace {

std::string relation_text(const ir::Relation& relation) {
    if (!relation.stored)
        return "\tpermission " + relation.name.text + " = " +
               rewrite_text(relation.rewrite, Parentheses::Canonical);
    std::string out = "\trelation " + relation.name.text + ": ";
    for (std::size_t i = 0; i < relation.subject_types.size(); ++i)
        out += (i == 0 ? "" : " | ") + to_text(relation.subject_types[i]);
    return out;
}

std::string namespace_text(const ir::NamespaceConfig& config) {
    std::string out;
    for (const std::string& comment : config.comments)
        out += comment_lines(comment, "");
    out += "definition " + config.name.text + " {";
    if (config.relations.empty())
        return out + "}";
    out += "\n";
    for (std::size_t i = 0; i < config.relations.size(); ++i) {
        const ir::Relation& relation = config.relations[i];
        if (i > 0 && !relation.comments.empty())
            out += "\n";
        for (const std::string& comment : relation.comments)
            out += comment_lines(comment, "\t");
        out += relation_text(relation) + "\n";
    }
    return out + "}";
}

std::string condition_text(const ir::Condition& condition) {
    std::vector<std::string> parameters;
    for (const ir::Parameter& parameter : condition.parameters)
        parameters.push_back(parameter.name.text + " " + parameter.type.text);
    std::sort(parameters.begin(), parameters.end());
    std::string out;
    for (const std::string& comment : condition.comments)
        out += comment_lines(comment, "");
    out += "caveat " + condition.name.text + "(";
    for (std::size_t i = 0; i < parameters.size(); ++i)
        out += (i == 0 ? "" : ", ") + parameters[i];
    return out + ") {\n\t" + condition.expression.text + "\n}";
}

template <class Item>
std::vector<const Item*> sorted_by_name(const std::vector<Item>& items) {
    std::vector<const Item*> sorted;
    for (const Item& item : items)
        sorted.push_back(&item);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return a->name.text < b->name.text; });
    return sorted;
}

/// `use` of each feature that stands in the definitions.
std::vector<std::string> uses_of(const ir::Schema& schema) {
    bool expiration = false, self = false;
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            for (const ir::SubjectType& type : relation.subject_types)
                expiration = expiration || type.expiration;
            for (const ir::RewriteNode& node : relation.rewrite)
                self = self || node.op == ir::RewriteOp::Self;
        }
    std::vector<std::string> uses;
    if (expiration)
        uses.push_back("use expiration");
    if (self)
        uses.push_back("use self");
    return uses;
}

} // namespace

std::string regenerate(const ir::Schema& schema) {
    std::vector<std::string> parts = uses_of(schema);
    for (const ir::Condition* condition : sorted_by_name(schema.conditions))
        parts.push_back(condition_text(*condition));
    for (const ir::NamespaceConfig* config : sorted_by_name(schema.namespaces))
        parts.push_back(namespace_text(*config));
    std::string out;
    for (const std::string& part : parts)
        out += (out.empty() ? "" : "\n\n") + part;
    return out;
}

} // namespace pemba::schema::zed
