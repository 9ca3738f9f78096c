// Untyped means: any subject type known to the file.
#include "zanzibar/lower/untyped.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "zanzibar/lower/lower.h"

namespace pemba::schema::zanzibar {

std::vector<ir::SubjectType> all_subject_types(const ir::Schema& schema) {
    std::vector<ir::SubjectType> all;
    std::unordered_set<std::string_view> namespaces; // of two with one name the first counts
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        if (!namespaces.insert(config.name.text).second)
            continue;
        all.push_back({{config.name.text, {}}});
        std::unordered_set<std::string_view> relations;
        for (const ir::Relation& relation : config.relations)
            if (relations.insert(relation.name.text).second)
                all.push_back({{config.name.text, {}}, {relation.name.text, {}}});
    }
    // Whatever the order of the namespaces, which no language keeps.
    std::ranges::stable_sort(all, {},
                             [](const ir::SubjectType& type) { return type.namespace_name.text; });
    return all;
}

void fill_untyped(ir::Schema& schema, Sink& sink) {
    std::vector<ir::Relation*> untyped;
    for (ir::NamespaceConfig& config : schema.namespaces)
        for (ir::Relation& relation : config.relations)
            if (relation.stored && relation.subject_types.empty() && !relation.is_broken)
                untyped.push_back(&relation);
    std::vector<ir::SubjectType> all = all_subject_types(schema);
    const std::size_t count = untyped.size() * all.size();
    const bool is_too_much = count > kMaxUntypedSubjectTypes;
    if (is_too_much)
        sink.report(Kind::TooManySubjectTypes, untyped.front()->name.span,
                    {{"count", std::to_string(count)},
                     {"limit", std::to_string(kMaxUntypedSubjectTypes)}})
            .hint("say what they take: `subject_type: \"user\"`");
    for (ir::Relation* relation : untyped) {
        for (ir::SubjectType& type : all)
            type.span = type.namespace_name.span = type.relation.span = relation->name.span;
        relation->is_broken = is_too_much;
        if (!is_too_much)
            relation->subject_types = all;
    }
}

} // namespace pemba::schema::zanzibar
