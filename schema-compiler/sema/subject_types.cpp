// Checks of subject types.
#include "sema/subject_types.h"

#include <algorithm>

#include "diagnostics/suggest.h"

namespace pemba::schema::sema {

namespace {

class SubjectTypeCheck {
public:
    SubjectTypeCheck(const ir::Schema& schema, const Symbols& symbols, const Wildcards& wildcards,
                     Sink& sink)
        : schema_(schema), symbols_(symbols), wildcards_(wildcards), sink_(sink) {}

    void run() {
        for (const ir::NamespaceConfig& config : schema_.namespaces)
            for (const ir::Relation& relation : config.relations) {
                if (sink_.is_full())
                    return;
                check_duplicates(config, relation);
                for (const ir::SubjectType& type : relation.subject_types)
                    check(config, relation, type);
            }
    }

private:
    void check_duplicates(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        std::unordered_map<std::string, ByteSpan> first;
        for (const ir::SubjectType& type : relation.subject_types) {
            const auto [entry, is_new] = first.try_emplace(to_text(type), type.span);
            if (!is_new)
                sink_
                    .report(Kind::DuplicateSubjectType, type.span,
                            {{"definition_name", config.name.text},
                             {"relation_name", relation.name.text},
                             {"allowed_relation", to_text(type)}})
                    .label(entry->second, "first listed here");
        }
    }

    void check(const ir::NamespaceConfig& config, const ir::Relation& relation,
               const ir::SubjectType& type) {
        check_condition(type.condition);
        const auto* other = symbols_.find(type.namespace_name.text);
        if (other == nullptr) {
            if (!schema_.is_broken)
                sink_
                    .report(Kind::UnknownType, type.namespace_name.span,
                            {{"definition_name", type.namespace_name.text}})
                    .hint([&] { return hint_for_unknown(type.namespace_name.text); });
        } else if (!type.relation.text.empty()) {
            check_subject_relation(config, relation, type, *other);
        }
    }

    [[nodiscard]] std::string hint_for_unknown(const std::string& name) const {
        const std::string near = suggest(name, symbols_.namespace_names());
        if (!near.empty() || schema_.dialect != Dialect::Zanzibar)
            return near;
        return "subjects need a namespace too, even one without relations: `name: \"" + name +
               "\"`";
    }

    void check_condition(const ir::Name& condition) {
        std::vector<std::string_view> names;
        for (const ir::Condition& declared : schema_.conditions)
            names.push_back(declared.name.text);
        const bool is_known = std::ranges::find(names, condition.text) != names.end();
        if (condition.text.empty() || is_known || schema_.is_broken)
            return;
        sink_.report(Kind::UnknownCaveat, condition.span, {{"caveat_name", condition.text}})
            .hint([&] { return suggest(condition.text, names); });
    }

    void check_subject_relation(const ir::NamespaceConfig& config, const ir::Relation& relation,
                                const ir::SubjectType& type, const Symbols::Namespace& other) {
        const ir::Relation* included = other.find(type.relation.text);
        if (included == nullptr) {
            if (!other.config->is_broken)
                sink_
                    .report(Kind::UnknownSubjectRelation, type.relation.span,
                            {{"definition_name", type.namespace_name.text},
                             {"relation_or_permission_name", type.relation.text}})
                    .hint([&] {
                        return suggest(type.relation.text, Symbols::relation_names(*other.config));
                    });
            return;
        }
        const ir::SubjectType* wildcard = wildcards_.find(*included);
        if (wildcard == nullptr || other.config->name.text == config.name.text ||
            schema_.dialect != Dialect::Zed)
            return;
        sink_
            .report(Kind::TransitiveWildcard, type.span,
                    {{"definition_name", config.name.text},
                     {"relation_name", relation.name.text},
                     {"allowed_relation", to_text(type)},
                     {"wildcard", to_text(*wildcard)}})
            .label(wildcard->span, "the wildcard");
    }

    const ir::Schema& schema_;
    const Symbols& symbols_;
    const Wildcards& wildcards_;
    Sink& sink_;
};

} // namespace

void check_subject_types(const ir::Schema& schema, const Symbols& symbols,
                         const Wildcards& wildcards, Sink& sink) {
    SubjectTypeCheck(schema, symbols, wildcards, sink).run();
}

} // namespace pemba::schema::sema
