// Checks of operands and arrows.
#include "sema/rewrites.h"

#include <algorithm>

#include "diagnostics/suggest.h"
#include "sema/subject_types.h"

namespace pemba::schema::sema {

namespace {

class RewriteCheck {
public:
    RewriteCheck(const ir::Schema& schema, const Symbols& symbols, const Wildcards& wildcards,
                 Sink& sink)
        : schema_(schema), symbols_(symbols), wildcards_(wildcards), sink_(sink) {}

    void run() {
        for (const ir::NamespaceConfig& config : schema_.namespaces)
            for (const ir::Relation& relation : config.relations)
                for (const ir::RewriteNode& node : relation.rewrite) {
                    if (sink_.is_full())
                        return;
                    if (node.op == ir::RewriteOp::ComputedUserset)
                        (void)find(config, relation, node.relation);
                    if (ir::is_arrow(node.op))
                        check_arrow(config, relation, node);
                }
    }

private:
    /// The relation of that name, or null after a report.
    const ir::Relation* find(const ir::NamespaceConfig& config, const ir::Relation& user,
                             const ir::Name& name) {
        const ir::Relation* found = symbols_.find(config.name.text)->find(name.text);
        if (found == nullptr && !config.is_broken)
            sink_
                .report(Kind::UnknownName, name.span,
                        {{"definition_name", config.name.text},
                         {"relation_or_permission_name", name.text},
                         {"permission_name", user.name.text}})
                .hint([&] { return hint_for_unknown(config, name.text); });
        return found;
    }

    static std::string hint_for_unknown(const ir::NamespaceConfig& config, std::string_view name) {
        if (name == "self")
            return "the object itself needs `use self`, which comes with a later version";
        return suggest(name, Symbols::relation_names(config));
    }

    void check_arrow(const ir::NamespaceConfig& config, const ir::Relation& user,
                     const ir::RewriteNode& arrow) {
        const ir::Relation* walked = find(config, user, arrow.tupleset);
        if (walked == nullptr)
            return;
        if (!walked->stored && schema_.dialect == Dialect::Zanzibar)
            sink_
                .report(
                    Kind::TuplesetWithoutThis, arrow.tupleset.span,
                    {{"definition_name", config.name.text}, {"relation_name", arrow.tupleset.text}})
                .label(walked->name.span, "declared here");
        else if (!walked->stored)
            sink_
                .report(Kind::PermissionLeftOfArrow, arrow.tupleset.span,
                        {{"definition_name", config.name.text},
                         {"permission_name", user.name.text},
                         {"relation_or_permission_name", arrow.tupleset.text}})
                .label(walked->name.span, "declared here");
        else if (const ir::SubjectType* wildcard = wildcards_.find(*walked))
            sink_
                .report(Kind::WildcardLeftOfArrow, arrow.tupleset.span,
                        {{"definition_name", config.name.text},
                         {"permission_name", user.name.text},
                         {"relation_name", arrow.tupleset.text},
                         {"wildcard", to_text(*wildcard)}})
                .label(wildcard->span, "the wildcard");
        else if (!walked->is_broken && !reaches(*walked, arrow.relation.text))
            warn_of_nothing(config, user, arrow, *walked);
    }

    /// Whether the arrow's right side exists on a type of its left side, or may.
    [[nodiscard]] bool reaches(const ir::Relation& walked, std::string_view target) const {
        return std::any_of(walked.subject_types.begin(), walked.subject_types.end(),
                           [&](const ir::SubjectType& type) {
                               const auto* other = symbols_.find(type.namespace_name.text);
                               return other == nullptr || other->config->is_broken ||
                                      other->find(target) != nullptr;
                           });
    }

    [[nodiscard]] std::vector<std::string_view> names_reached(const ir::Relation& walked) const {
        std::vector<std::string_view> names;
        for (const ir::SubjectType& type : walked.subject_types)
            if (const auto* other = symbols_.find(type.namespace_name.text))
                for (std::string_view name : Symbols::relation_names(*other->config))
                    names.push_back(name);
        return names;
    }

    void warn_of_nothing(const ir::NamespaceConfig& config, const ir::Relation& user,
                         const ir::RewriteNode& arrow, const ir::Relation& walked) {
        sink_
            .report(Kind::ArrowReachesNothing, arrow.relation.span,
                    {{"definition_name", config.name.text},
                     {"permission_name", user.name.text},
                     {"relation_name", arrow.tupleset.text},
                     {"relation_or_permission_name", arrow.relation.text}})
            .label(walked.name.span, "what it holds is listed here")
            .hint([&] { return suggest(arrow.relation.text, names_reached(walked)); });
    }

    const ir::Schema& schema_;
    const Symbols& symbols_;
    const Wildcards& wildcards_;
    Sink& sink_;
};

} // namespace

void check_rewrites(const ir::Schema& schema, const Symbols& symbols, const Wildcards& wildcards,
                    Sink& sink) {
    RewriteCheck(schema, symbols, wildcards, sink).run();
}

} // namespace pemba::schema::sema
