// A permission's types against what it reaches.
#include "sema/annotations.h"

#include <set>
#include <string>

#include "sema/reach.h"

namespace pemba::schema::sema {

namespace {

/// The types that a relation reaches and its annotation leaves out, each in backticks.
std::string missing_types(const Reach& reach, const ir::Relation& relation) {
    std::set<std::string_view> missing;
    for (const SubjectKind& kind : reach.of(relation))
        if (kind.is_object())
            missing.insert(kind.namespace_name);
    for (const ir::Name& type : relation.annotation)
        missing.erase(type.text);
    std::string names;
    for (const std::string_view name : missing)
        names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
    return names;
}

} // namespace

void check_annotations(const ir::Schema& schema, const Symbols& symbols, Sink& sink) {
    if (!schema.checks_annotations)
        return;
    const Reach reach(schema, symbols, Intersections::AnySide);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations) {
            if (relation.annotation.empty())
                continue;
            const std::string missing = missing_types(reach, relation);
            if (missing.empty())
                continue;
            sink.report(Kind::IncompleteAnnotation,
                        join(relation.annotation.front().span, relation.annotation.back().span),
                        {{"definition_name", config.name.text},
                         {"permission_name", relation.name.text},
                         {"missing", missing}});
        }
}

} // namespace pemba::schema::sema
