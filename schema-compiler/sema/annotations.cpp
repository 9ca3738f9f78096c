// A permission's types against what it reaches.
#include "sema/annotations.h"

#include <string>
#include <unordered_set>
#include <vector>

#include "sema/reach.h"

namespace pemba::schema::sema {

namespace {

// Nobody reads more names.
constexpr std::size_t kMaxNamed = 24;

/// A permission with an annotation, and types that it reaches and the annotation leaves out.
struct Annotated {
    Annotated(const ir::NamespaceConfig& config, const ir::Relation& relation)
        : config(config), relation(relation) {
        for (const ir::Name& type : relation.annotation)
            declared.insert(type.text);
    }

    /// Types have all their kinds next to each other.
    void take(const SubjectKind& kind) {
        const std::string_view type = kind.namespace_name;
        if (!declared.contains(type) && (missing.empty() || missing.back() != type))
            missing.push_back(type);
    }

    const ir::NamespaceConfig& config;
    const ir::Relation& relation;
    std::unordered_set<std::string_view> declared;
    std::vector<std::string_view> missing; ///< the first kMaxNamed
};

std::vector<Annotated> annotated(const ir::Schema& schema) {
    std::vector<Annotated> found;
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            if (!relation.annotation.empty())
                found.emplace_back(config, relation);
    return found;
}

void find_missing(const Reach::Block& block, Annotated& permission) {
    const Reach::Kinds& kinds = block.of(permission.relation);
    if (kinds.none())
        return;
    for (std::size_t i = 0; i < kinds.size() && permission.missing.size() < kMaxNamed; ++i)
        if (kinds[i])
            permission.take(block.kind(i));
}

void report(const Annotated& permission, Sink& sink) {
    std::string names;
    for (const std::string_view type : permission.missing)
        names += (names.empty() ? "`" : ", `") + std::string(type) + "`";
    const std::vector<ir::Name>& annotation = permission.relation.annotation;
    sink.report(Kind::IncompleteAnnotation, join(annotation.front().span, annotation.back().span),
                {{"definition_name", permission.config.name.text},
                 {"permission_name", permission.relation.name.text},
                 {"missing", names}});
}

} // namespace

void check_annotations(const ir::Schema& schema, const Symbols& symbols, Sink& sink) {
    if (!schema.checks_annotations)
        return;
    std::vector<Annotated> permissions = annotated(schema);
    const Reach reach(schema, symbols, Reached::AsNamed);
    for (std::size_t i = 0; i < reach.blocks(); ++i) {
        const Reach::Block block = reach.block(i);
        for (Annotated& permission : permissions)
            find_missing(block, permission);
    }
    for (const Annotated& permission : permissions)
        if (!permission.missing.empty())
            report(permission, sink);
}

} // namespace pemba::schema::sema
