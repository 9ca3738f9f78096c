// The proof that decoded NamespaceConfigs make sense.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "pemba/relation_tuple.h"
#include "schema/decode.h"

namespace pemba::schema {
namespace {

Error invalid(std::string message) {
    return {ErrorCode::InvalidSchema, std::move(message), {}};
}

class SchemaVerifier {
public:
    explicit SchemaVerifier(const Decoded& schema)
        : dialect_(schema.dialect), namespaces_(schema.namespaces), conditions_(schema.conditions) {
    }

    Result<void> run() {
        for (std::size_t i = 1; i < namespaces_.size(); ++i)
            if (namespaces_[i].name == namespaces_[i - 1].name)
                return invalid(fmt::format("namespace `{}` stands twice", namespaces_[i].name));
        PEMBA_CHECK_OK(verify_conditions());
        for (const auto& config : namespaces_)
            PEMBA_CHECK_OK(verify_namespace(config));
        return {};
    }

private:
    const NamespaceConfig* find(std::string_view name) const {
        auto found = std::ranges::lower_bound(namespaces_, name, {}, &NamespaceConfig::name);
        return found == namespaces_.end() || found->name != name ? nullptr : &*found;
    }

    Result<void> verify_conditions() {
        for (const auto& config : conditions_) {
            const auto& [name, parameters, expression, comment] = config.outline;
            if (name.empty())
                return invalid("a condition has no name");
            if (!condition_names_.insert(name).second)
                return invalid(fmt::format("condition `{}` stands twice", name));
            for (std::size_t i = 1; i < parameters.size(); ++i)
                if (parameters[i].name == parameters[i - 1].name)
                    return invalid(fmt::format("parameter `{}` of condition `{}` stands twice",
                                               parameters[i].name, name));
        }
        return {};
    }

    Result<void> verify_namespace(const NamespaceConfig& config) {
        if (!is_namespace_name(config.name, dialect_))
            return invalid(fmt::format("`{}` is not a namespace's name", config.name));
        std::set<std::string_view> seen;
        for (const auto& relation : config.relations) {
            if (!is_relation_name(relation.name, dialect_))
                return invalid(fmt::format("`{}` is not a relation's name", relation.name));
            if (!seen.insert(relation.name).second)
                return invalid(fmt::format("`{}#{}` stands twice", config.name, relation.name));
            PEMBA_CHECK_OK(verify_relation(config, relation));
        }
        return {};
    }

    Result<void> verify_relation(const NamespaceConfig& config, const RelationConfig& relation) {
        auto where = fmt::format("`{}#{}`", config.name, relation.name);
        for (const auto& type : relation.subject_types.value_or(std::vector<SubjectType>{}))
            if (auto ok = verify_subject_type(type); !ok)
                return std::move(ok).error().with_context(where);
        if (auto ok = verify_rewrite(config, relation); !ok)
            return std::move(ok).error().with_context(where);
        return {};
    }

    Result<void> verify_subject_type(const SubjectType& type) const {
        const auto* config = find(type.namespace_name);
        if (!config)
            return invalid(fmt::format("subject type `{}` is unknown", type.namespace_name));
        if (!type.condition.empty() && !condition_names_.contains(type.condition))
            return invalid(fmt::format("condition `{}` is unknown", type.condition));
        if (type.wildcard && !type.relation.empty())
            return invalid("a wildcard subject type has a relation");
        if (!type.relation.empty() && !config->find(type.relation))
            return invalid(
                fmt::format("subject type `{}#{}` is unknown", type.namespace_name, type.relation));
        return {};
    }

    Result<void> verify_rewrite(const NamespaceConfig& config, const RelationConfig& relation) {
        const auto& nodes = relation.rewrite;
        if (nodes.empty())
            return invalid("the rewrite is empty");
        // A tree: each node but the root is the child of exactly one later node.
        std::vector<bool> used(nodes.size(), false);
        bool has_this = false;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (auto child : nodes[i].children) {
                if (child >= i || used[child])
                    return invalid("the rewrite is not a tree");
                used[child] = true;
            }
            has_this = has_this || nodes[i].op == RewriteOp::This;
            PEMBA_CHECK_OK(verify_node(config, nodes[i]));
        }
        if (std::ranges::count(used, false) != 1 || used.back())
            return invalid("the rewrite is not one tree");
        if (has_this && !relation.is_stored())
            return invalid("a relation that is not stored has `This` in its rewrite");
        return {};
    }

    static bool has_right_arity(const RewriteNode& node) {
        switch (node.op) {
        case RewriteOp::Union:
        case RewriteOp::Intersection: return !node.children.empty();
        case RewriteOp::Exclusion: return node.children.size() == 2;
        case RewriteOp::This:
        case RewriteOp::ComputedUserset:
        case RewriteOp::TupleToUserset:
        case RewriteOp::TupleToUsersetAll:
        case RewriteOp::Self:
        case RewriteOp::Nil: return node.children.empty();
        }
        return false;
    }

    Result<void> verify_node(const NamespaceConfig& config, const RewriteNode& node) {
        if (!has_right_arity(node))
            return invalid("a rewrite operator has the wrong number of operands");
        if (node.op == RewriteOp::ComputedUserset && !config.find(node.relation))
            return invalid(fmt::format("`{}` is not a relation of it", node.relation));
        if (node.op != RewriteOp::TupleToUserset && node.op != RewriteOp::TupleToUsersetAll)
            return {};
        const auto* tupleset = config.find(node.tupleset);
        if (!tupleset || !tupleset->is_stored())
            return invalid(
                fmt::format("tupleset `{}` is not a stored relation of it", node.tupleset));
        if (!is_relation_name(node.relation, dialect_))
            return invalid(fmt::format("`{}` is not a relation's name", node.relation));
        return {};
    }

    Dialect dialect_;
    const std::vector<NamespaceConfig>& namespaces_;
    const std::vector<ConditionConfig>& conditions_;
    std::set<std::string_view> condition_names_;
};

} // namespace

Result<void> verify(const Decoded& schema) {
    return SchemaVerifier(schema).run();
}

} // namespace pemba::schema
