// Types and operands that stand twice, conditions that nothing uses.
#include "fga/sema/advice.h"

#include <map>
#include <set>

namespace pemba::schema::fga {

namespace {

/// Of an operand that is no operator itself; empty of others.
std::string written(const ir::RewriteNode& node) {
    switch (node.op) {
    case ir::RewriteOp::ComputedUserset: return node.relation.text;
    case ir::RewriteOp::TupleToUserset: return node.relation.text + " from " + node.tupleset.text;
    default: return {};
    }
}

class Adviser {
public:
    explicit Adviser(Sink& sink) : sink_(sink) {}

    void run(const ir::Schema& schema) {
        for (const ir::NamespaceConfig& config : schema.namespaces)
            for (const ir::Relation& relation : config.relations) {
                check_types(config, relation);
                for (const ir::RewriteNode& node : relation.rewrite)
                    check_operands(config, relation, node);
            }
        for (const ir::Condition& condition : schema.conditions)
            if (used_.count(condition.name.text) == 0)
                sink_.report(Kind::UnusedCondition, condition.name.span,
                             {{"caveat_name", condition.name.text}});
    }

private:
    void check_types(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        std::map<std::string, ByteSpan> seen;
        for (const ir::SubjectType& type : relation.subject_types) {
            used_.insert(type.condition.text);
            const auto [first, is_new] = seen.try_emplace(to_text(type), type.span);
            if (!is_new)
                sink_
                    .report(Kind::RepeatedType, type.span,
                            {{"definition_name", config.name.text},
                             {"relation_name", relation.name.text},
                             {"allowed_relation", to_text(type)}})
                    .label(first->second, "the first time");
        }
    }

    void check_operands(const ir::NamespaceConfig& config, const ir::Relation& relation,
                        const ir::RewriteNode& node) {
        std::map<std::string, ByteSpan> seen;
        for (const std::uint32_t child : node.children) {
            const ir::RewriteNode& operand = relation.rewrite[child];
            const std::string text = written(operand);
            if (text.empty() || seen.try_emplace(text, operand.span).second)
                continue;
            sink_
                .report(Kind::RepeatedOperand, operand.span,
                        {{"definition_name", config.name.text},
                         {"relation_name", relation.name.text},
                         {"operand", text}})
                .label(seen.at(text), "the first time");
        }
    }

    Sink& sink_;
    std::set<std::string_view> used_;
};

} // namespace

void advise(const ir::Schema& schema, Sink& sink) {
    Adviser(sink).run(schema);
}

} // namespace pemba::schema::fga
