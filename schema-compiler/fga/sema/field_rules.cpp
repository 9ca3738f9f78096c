// In the order of the fields of a model.
#include "fga/sema/field_rules.h"

#include <algorithm>

#include "pemba/relation_tuple.h"

namespace pemba::schema::fga {

namespace {

constexpr std::size_t kMaxTypeCharacters = 254;
constexpr std::size_t kMaxRelationCharacters = 50;
constexpr std::size_t kMaxFileCharacters = 104;
constexpr std::size_t kMaxConditions = 25;
constexpr std::size_t kMaxParameters = 25;
constexpr std::size_t kMaxExpressionBytes = 512;

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Control characters are fine with OpenFGA's pattern, but no name of Pemba has them.
bool is_name(std::string_view text, std::size_t limit) {
    return is_namespace_name(text, Dialect::Fga) && characters(text) <= limit;
}

bool is_module_file(std::string_view name) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '/';
    };
    constexpr std::string_view kEnding = ".fga";
    if (!name.ends_with(kEnding) || name.size() > kMaxFileCharacters)
        return false;
    name.remove_suffix(kEnding.size());
    return !name.empty() && std::ranges::all_of(name, is_allowed);
}

std::string name_reason(std::size_t limit) {
    return "it has 1 to " + std::to_string(limit) + " characters, no blanks and none of `:#@`";
}

class FieldRules {
public:
    FieldRules(const ir::Schema& schema, Sink& sink) : schema_(schema), sink_(sink) {}

    void run() {
        if (schema_.namespaces.empty() && !schema_.is_broken)
            sink_.report(Kind::NoTypes, schema_.language_version.span);
        for (const ir::NamespaceConfig& config : schema_.namespaces)
            check(config);
        version(schema_.language_version);
        if (schema_.conditions.size() > kMaxConditions)
            sink_.report(Kind::TooManyConditions, schema_.conditions[kMaxConditions].name.span,
                         {{"count", std::to_string(schema_.conditions.size())},
                          {"limit", std::to_string(kMaxConditions)}});
        for (const ir::Condition& condition : schema_.conditions)
            check(condition);
    }

private:
    void version(const ir::Name& version) {
        const bool is_known =
            version.text == "1.0" || version.text == "1.1" || version.text == "1.2";
        if (is_known || (schema_.is_broken && version.text.empty()))
            return;
        sink_
            .report(version.text.empty() ? Kind::VersionMissing : Kind::UnknownVersion,
                    version.span, {{"version", version.text}})
            .hint("there are `1.1` and, for models of modules, `1.2`");
    }

    void check(const ir::NamespaceConfig& config) {
        type_name(config.name, "TypeDefinition");
        for (const ir::Relation& relation : config.relations) {
            relation_name(relation.name, "TypeDefinition.Relations[" + relation.name.text + "]");
            for (const ir::SubjectType& type : relation.subject_types)
                check(type);
            metadata(relation.metadata, relation.name);
        }
        metadata(config.metadata, config.name);
    }

    void check(const ir::SubjectType& type) {
        type_name(type.namespace_name, "RelationReference");
        if (!type.relation.text.empty())
            relation_name(type.relation, "RelationReference.Relation");
        if (!type.condition.text.empty())
            condition_name(type.condition, "a condition", "RelationReference.Condition");
    }

    void check(const ir::Condition& condition) {
        condition_name(condition.name, "a condition",
                       "WriteAuthorizationModelRequest.Conditions[" + condition.name.text + "]");
        const std::size_t size = condition.expression.text.size();
        if (size > kMaxExpressionBytes)
            sink_.report(Kind::CelTooLong, condition.name.span,
                         {{"caveat_name", condition.name.text},
                          {"size", std::to_string(size)},
                          {"limit", std::to_string(kMaxExpressionBytes)}});
        if (condition.parameters.size() > kMaxParameters)
            sink_.report(
                Kind::TooManyParameters, condition.name.span,
                {{"caveat_name", condition.name.text}, {"limit", std::to_string(kMaxParameters)}});
        for (const ir::Parameter& parameter : condition.parameters)
            condition_name(parameter.name, "a parameter",
                           "Condition.Parameters[" + parameter.name.text + "]");
        metadata(condition.metadata, condition.name);
    }

    // `field` is what the API calls the place of a name, or the message that has it.
    void type_name(const ir::Name& name, const char* field) {
        if (!is_name(name.text, kMaxTypeCharacters))
            sink_.report(Kind::MalformedTypeName, name.span,
                         {{"definition_name", name.text},
                          {"reason", name_reason(kMaxTypeCharacters)},
                          {"field", field}});
    }

    void relation_name(const ir::Name& name, std::string field) {
        if (!is_name(name.text, kMaxRelationCharacters))
            sink_.report(Kind::MalformedRelationName, name.span,
                         {{"relation_name", name.text},
                          {"reason", name_reason(kMaxRelationCharacters)},
                          {"field", std::move(field)}});
    }

    void condition_name(const ir::Name& name, const char* what, std::string field) {
        if (!is_name(name.text, kMaxRelationCharacters))
            sink_.report(Kind::MalformedConditionName, name.span,
                         {{"name", name.text},
                          {"what", what},
                          {"reason", name_reason(kMaxRelationCharacters)},
                          {"field", std::move(field)}});
    }

    void metadata(const std::optional<ir::Metadata>& metadata, const ir::Name& owner) {
        if (!metadata)
            return;
        if (characters(metadata->module) > kMaxRelationCharacters)
            sink_.report(Kind::MalformedMetadata, owner.span,
                         {{"name", metadata->module},
                          {"what", "a module"},
                          {"reason", "it has 1 to 50 characters"},
                          {"api_reason", "RelationMetadata.Module: value length must be at most 50 "
                                         "characters"}});
        if (!metadata->file.empty() && !is_module_file(metadata->file))
            sink_.report(
                Kind::MalformedMetadata, owner.span,
                {{"name", metadata->file},
                 {"what", "a module's file"},
                 {"reason", "it has letters, digits and `_-/`, at most 100, before `.fga`"},
                 {"api_reason", "SourceInfo.File: value does not match regex pattern "
                                "\"^[a-zA-Z0-9_\\\\-\\\\/]{1,100}\\\\.fga$\""}});
    }

    const ir::Schema& schema_;
    Sink& sink_;
};

} // namespace

void check_field_rules(const ir::Schema& schema, Sink& sink) {
    FieldRules(schema, sink).run();
}

} // namespace pemba::schema::fga
