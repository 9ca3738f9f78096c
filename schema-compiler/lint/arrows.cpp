// Arrows that do not do what they seem to.
#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

class ArrowLint {
public:
    ArrowLint(const sema::Symbols& symbols, Sink& sink) : symbols_(symbols), sink_(sink) {}

    void check(const ir::NamespaceConfig& config, const ir::RewriteNode& arrow) {
        const ir::Relation& walked = *symbols_.find(config.name.text)->find(arrow.tupleset.text);
        for (const ir::SubjectType& type : walked.subject_types) {
            if (!type.relation.text.empty())
                warn_of_lost_relation(walked, arrow, type);
            const auto& other = *symbols_.find(type.namespace_name.text);
            const ir::Relation* target = other.find(arrow.relation.text);
            if (target != nullptr && target->stored)
                warn_of_relation(*other.config, *target, arrow);
        }
    }

private:
    void warn_of_lost_relation(const ir::Relation& walked, const ir::RewriteNode& arrow,
                               const ir::SubjectType& type) {
        sink_
            .report(Kind::ArrowWalksSubjectRelation, arrow.tupleset.span,
                    {{"relation_name", walked.name.text},
                     {"allowed_relation", ir::to_text(type)},
                     {"subject_relation", type.relation.text}})
            .label(type.span, "what it holds")
            .hint("let the arrow walk a relation that takes `" + type.namespace_name.text + "`");
    }

    void warn_of_relation(const ir::NamespaceConfig& config, const ir::Relation& target,
                          const ir::RewriteNode& arrow) {
        sink_
            .report(Kind::ArrowReferencesRelation, arrow.relation.span,
                    {{"relation_name", target.name.text}, {"definition_name", config.name.text}})
            .label(target.name.span, "the relation")
            .hint("a permission can change what it stands for without this arrow's knowing");
        for (const ir::SubjectType& type : target.subject_types)
            if (type.wildcard)
                sink_
                    .report(Kind::WildcardBehindArrow, arrow.relation.span,
                            {{"relation_name", target.name.text},
                             {"definition_name", config.name.text},
                             {"wildcard", ir::to_text(type)}})
                    .label(type.span, "the wildcard");
    }

    const sema::Symbols& symbols_;
    Sink& sink_;
};

} // namespace

void warn_of_arrows(const ir::Schema& schema, const sema::Symbols& symbols, Sink& sink) {
    ArrowLint lint(symbols, sink);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            for (const ir::RewriteNode& node : relation.rewrite)
                if (ir::is_arrow(node.op))
                    lint.check(config, node);
}

} // namespace pemba::schema::ir
