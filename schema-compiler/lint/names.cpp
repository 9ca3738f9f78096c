// Names that say twice where they are.
#include <string_view>

#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

/// Whether `word` is all of a name, or its first or last words.
bool repeats(std::string_view name, std::string_view word) {
    if (name == word)
        return true;
    if (name.size() <= word.size() + 1)
        return false;
    return (name.starts_with(word) && name[word.size()] == '_') ||
           (name.ends_with(word) && name[name.size() - word.size() - 1] == '_');
}

std::string without(std::string name, std::string_view word) {
    if (name.size() <= word.size())
        return {};
    return name.starts_with(word) ? name.substr(word.size() + 1)
                                  : name.substr(0, name.size() - word.size() - 1);
}

} // namespace

void warn_of_names(const ir::Schema& schema, Sink& sink) {
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        const std::string_view word =
            std::string_view(config.name.text).substr(config.name.text.rfind('/') + 1);
        for (const ir::Relation& relation : config.relations) {
            if (!repeats(relation.name.text, word))
                continue;
            const std::string shorter = without(relation.name.text, word);
            sink.report(Kind::RelationNameReferencesParent, relation.name.span,
                        {{"definition_name", config.name.text},
                         {"what", relation.stored ? "relation" : "permission"},
                         {"relation_or_permission_name", relation.name.text}})
                .hint(shorter.empty() ? "name it after the part that it plays, such as `parent`"
                                      : "`" + shorter + "` says as much");
        }
    }
}

} // namespace pemba::schema::ir
