// The rules for one relation.
#include "fga/sema/relations.h"

#include <algorithm>
#include <map>
#include <set>

#include "diagnostics/suggest.h"

namespace pemba::schema::fga {

namespace {

bool is_direct(const ir::Relation& relation) {
    return relation.rewrite.size() == 1 && relation.rewrite[0].op == ir::RewriteOp::This;
}

/// `folder#viewer` or `user:*`
std::string written(const ir::SubjectType& type) {
    return type.namespace_name.text + (type.relation.text.empty() ? "" : "#" + type.relation.text) +
           (type.wildcard ? ":*" : "");
}

/// As the API quotes it, which does not show wildcards.
std::string api_name(const ir::SubjectType& type) {
    return type.namespace_name.text + (type.relation.text.empty() ? "" : "#" + type.relation.text);
}

/// A list of types as the API quotes it.
std::string api_list(const std::vector<ir::SubjectType>& types) {
    std::string list;
    for (const ir::SubjectType& type : types) {
        list += list.empty() ? "" : " ";
        list += "type:\"" + type.namespace_name.text + "\"";
        if (!type.relation.text.empty())
            list += " relation:\"" + type.relation.text + "\"";
        if (type.wildcard)
            list += " wildcard:{}";
        if (!type.condition.text.empty())
            list += " condition:\"" + type.condition.text + "\"";
    }
    return list;
}

class RelationChecker {
public:
    RelationChecker(const ir::Schema& schema, const Model& model, Sink& sink)
        : schema_(schema), model_(model), sink_(sink) {
        for (const ir::Condition& condition : schema.conditions)
            conditions_.insert(condition.name.text);
    }

    void run() {
        for (const Model::Entry& entry : model_.relations()) {
            type_ = entry.type;
            relation_ = entry.relation;
            if (!relation_->is_broken)
                check_rewrite();
            check_types();
            check_operands();
        }
    }

private:
    Report::Arguments arguments(Report::Arguments more = {}) const {
        Report::Arguments all{{"definition_name", type_->name.text},
                              {"relation_name", relation_->name.text}};
        std::ranges::move(more, std::back_inserter(all));
        return all;
    }

    void check_rewrite() {
        for (const ir::RewriteNode& node : relation_->rewrite) {
            if (node.op == ir::RewriteOp::Nil)
                sink_.report(Kind::MissingRewrite, relation_->name.span, arguments());
            else if (node.op == ir::RewriteOp::ComputedUserset)
                check_computed(node);
            else if (node.op == ir::RewriteOp::TupleToUserset)
                check_from(node);
        }
    }

    void check_computed(const ir::RewriteNode& node) {
        if (node.relation.text == relation_->name.text)
            sink_.report(Kind::DefinedAsItself, node.span, arguments());
        else
            (void)find_here(node.relation);
    }

    const ir::Relation* find_here(const ir::Name& name) {
        const ir::Relation* found = model_.find_relation(type_->name.text, name.text);
        if (found == nullptr)
            sink_
                .report(Kind::UnknownName, name.span,
                        {{"definition_name", type_->name.text},
                         {"relation_or_permission_name", name.text}})
                .hint([&] { return suggest_relation(*type_, name.text); });
        return found;
    }

    static std::string suggest_relation(const ir::NamespaceConfig& type, std::string_view name) {
        std::vector<std::string_view> names;
        for (const ir::Relation& relation : type.relations)
            names.push_back(relation.name.text);
        return suggest(name, names);
    }

    void check_from(const ir::RewriteNode& node) {
        const ir::Relation* tupleset = find_here(node.tupleset);
        if (tupleset == nullptr)
            return;
        if (!is_direct(*tupleset)) {
            sink_
                .report(
                    Kind::TuplesetNotDirect, node.tupleset.span,
                    {{"definition_name", type_->name.text}, {"relation_name", node.tupleset.text}})
                .label(tupleset->name.span, "it is defined by more here");
            return;
        }
        const auto& types = tupleset->subject_types;
        const bool leads_somewhere =
            types.empty() || std::ranges::any_of(types, [&](const ir::SubjectType& type) {
                return model_.find_type(type.namespace_name.text) == nullptr ||
                       model_.find(type.namespace_name.text, node.relation.text).has_value();
            });
        if (!leads_somewhere) // a type that there is not, or none, is reported elsewhere
            sink_
                .report(Kind::FromReachesNothing, node.span,
                        {{"definition_name", type_->name.text},
                         {"relation_name", node.relation.text},
                         {"tupleset_name", node.tupleset.text},
                         {"api_types", api_list(types)}})
                .label(tupleset->name.span, "what it holds");
    }

    void check_types() {
        const auto& types = relation_->subject_types;
        if (relation_->stored && types.empty())
            sink_.report(Kind::AssignableWithoutTypes, relation_->name.span, arguments());
        if (!relation_->stored && !types.empty())
            sink_.report(Kind::TypesNotAssignable, types.front().span, arguments());
        if (!relation_->stored)
            return;
        for (const ir::SubjectType& type : types) {
            check_type(type);
            if ((type.wildcard || !type.relation.text.empty()) && !sink_.is_full())
                check_not_walked(type);
            if (!type.condition.text.empty())
                check_condition(type.condition);
        }
    }

    void check_type(const ir::SubjectType& type) {
        const ir::NamespaceConfig* config = model_.find_type(type.namespace_name.text);
        const Report::Arguments more{{"allowed_relation", written(type)},
                                     {"relation_name", relation_->name.text},
                                     {"api_place", place()},
                                     {"api_type", api_name(type)}};
        const auto with = [&more](Report::Arguments first) {
            std::ranges::copy(more, std::back_inserter(first));
            return first;
        };
        if (config == nullptr)
            sink_
                .report(Kind::UnknownType, type.namespace_name.span,
                        with({{"definition_name", type.namespace_name.text}}))
                .hint([&] { return suggest_type(type.namespace_name.text); });
        else if (!type.relation.text.empty() &&
                 !model_.find(type.namespace_name.text, type.relation.text))
            sink_
                .report(Kind::UnknownSubjectRelation, type.relation.span,
                        with({{"definition_name", type.namespace_name.text},
                              {"relation_or_permission_name", type.relation.text}}))
                .hint([&] { return suggest_relation(*config, type.relation.text); });
    }

    /// As the API says where a type stands.
    std::string place() const {
        return "on '" + relation_->name.text + "' in object type '" + type_->name.text + "'";
    }

    std::string suggest_type(std::string_view name) const {
        std::vector<std::string_view> names;
        for (const ir::NamespaceConfig& config : schema_.namespaces)
            names.push_back(config.name.text);
        return suggest(name, names);
    }

    // Where `from` starts there are neither wildcards nor usersets.
    void check_not_walked(const ir::SubjectType& type) {
        for (const ir::RewriteNode* node : uses_of_tuplesets()[relation_->name.text])
            sink_
                .report(Kind::TuplesetSubject, node->tupleset.span,
                        arguments({{"allowed_relation", written(type)},
                                   {"api_place", place()},
                                   {"api_type", api_name(type)}}))
                .label(type.span, "this is no plain type");
    }

    using Uses = std::map<std::string_view, std::vector<const ir::RewriteNode*>>;

    /// Where the type at hand says `from`, by the relation that is walked.
    Uses& uses_of_tuplesets() {
        if (uses_of_ == type_)
            return uses_;
        uses_of_ = type_;
        uses_.clear();
        for (const ir::Relation& relation : type_->relations)
            for (const ir::RewriteNode& node : relation.rewrite)
                if (ir::is_arrow(node.op))
                    uses_[node.tupleset.text].push_back(&node);
        return uses_;
    }

    void check_condition(const ir::Name& name) {
        if (conditions_.count(name.text) != 0)
            return;
        sink_
            .report(Kind::UnknownCondition, name.span,
                    {{"caveat_name", name.text}, {"relation_name", relation_->name.text}})
            .hint([&] {
                return suggest(name.text, {conditions_.begin(), conditions_.end()});
            });
    }

    void check_operands() {
        for (const ir::RewriteNode& node : relation_->rewrite) {
            const bool is_union = node.op == ir::RewriteOp::Union;
            if ((is_union || node.op == ir::RewriteOp::Intersection) && node.children.size() < 2)
                sink_.report(Kind::TooFewOperands, node.span,
                             arguments({{"operator", is_union ? "union" : "intersection"}}));
        }
    }

    const ir::Schema& schema_;
    const Model& model_;
    Sink& sink_;
    std::set<std::string_view> conditions_;
    const ir::NamespaceConfig* type_ = nullptr;
    const ir::Relation* relation_ = nullptr;
    Uses uses_;
    const ir::NamespaceConfig* uses_of_ = nullptr;
};

} // namespace

void check_relations(const ir::Schema& schema, const Model& model, Sink& sink) {
    RelationChecker(schema, model, sink).run();
}

} // namespace pemba::schema::fga
