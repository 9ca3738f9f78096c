// What stands before relations are looked at.
#include "fga/sema/names.h"

#include <unordered_map>

namespace pemba::schema::fga {

namespace {

constexpr std::size_t kMaxTypes = 100;

bool is_reserved(const std::string& name) {
    return name == "self" || name == "this";
}

void check_duplicates(const ir::Schema& schema, Sink& sink) {
    std::unordered_map<std::string_view, ByteSpan> seen;
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        const auto [other, is_new] = seen.try_emplace(config.name.text, config.name.span);
        if (!is_new)
            sink.report(Kind::DuplicateDefinition, config.name.span,
                        {{"definition_name", config.name.text}})
                .label(other->second, "the first time");
    }
}

} // namespace

void check_names(const ir::Schema& schema, Sink& sink) {
    const std::size_t count = schema.namespaces.size();
    if (count > kMaxTypes)
        sink.report(Kind::TooManyTypes, schema.namespaces[kMaxTypes].name.span,
                    {{"count", std::to_string(count)}, {"limit", std::to_string(kMaxTypes)}});
    if (schema.language_version.text == "1.0")
        sink.report(Kind::OldVersion, schema.language_version.span,
                    {{"version", schema.language_version.text}})
            .hint("`1.1` asks for the types that a relation takes, in `[ ]`");
    check_duplicates(schema, sink);
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        if (is_reserved(config.name.text))
            sink.report(Kind::ReservedTypeName, config.name.span,
                        {{"definition_name", config.name.text}});
        for (const ir::Relation& relation : config.relations)
            if (is_reserved(relation.name.text))
                sink.report(
                    Kind::ReservedRelationName, relation.name.span,
                    {{"definition_name", config.name.text}, {"relation_name", relation.name.text}});
    }
}

} // namespace pemba::schema::fga
