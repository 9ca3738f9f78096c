// Which relations rest on which.
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "pemba/schema_dependencies.h"
#include "schema/namespace_config.h"

namespace pemba {
namespace {

using schema::NamespaceConfig;
using schema::RelationConfig;
using schema::RewriteNode;
using schema::RewriteOp;

/// A relation, or with an empty one the objects of a namespace.
using Name = std::pair<std::string, std::string>;

struct Dependency {
    Name name;
    bool passes_subjects = true; ///< false: only its objects are looked at, as of an arrow's left
};

void add_arrow(const Schema& schema, const NamespaceConfig& config, const RewriteNode& node,
               std::vector<Dependency>& found) {
    found.push_back({{config.name, node.tupleset}, false});
    const auto* tupleset = config.find(node.tupleset);
    if (!tupleset || !tupleset->is_stored())
        return;
    for (const auto& type : *tupleset->subject_types) {
        const auto* other = schema::find_namespace(schema, type.namespace_name);
        if (other && other->find(node.relation))
            found.push_back({{type.namespace_name, node.relation}, true});
    }
}

// What one relation rests on directly.
std::vector<Dependency> direct_dependencies(const Schema& schema, const NamespaceConfig& config,
                                            const RelationConfig& relation) {
    std::vector<Dependency> found;
    if (relation.is_stored())
        for (const auto& type : *relation.subject_types)
            found.push_back({{type.namespace_name, type.relation}, true});
    for (const auto& node : relation.rewrite) {
        if (node.op == RewriteOp::ComputedUserset)
            found.push_back({{config.name, node.relation}, true});
        else if (node.op == RewriteOp::TupleToUserset || node.op == RewriteOp::TupleToUsersetAll)
            add_arrow(schema, config, node, found);
        else if (node.op == RewriteOp::Self)
            found.push_back({{config.name, ""}, true});
    }
    return found;
}

const RelationConfig* find_relation(const Schema& schema, const Name& name) {
    const auto* config = schema::find_namespace(schema, name.first);
    return config ? config->find(name.second) : nullptr;
}

Result<void> check_name(const Schema& schema, const Name& name) {
    if (!schema::find_namespace(schema, name.first))
        return Error{ErrorCode::UnknownNamespace,
                     fmt::format("object definition `{}` not found", name.first),
                     {{"namespace", name.first}}};
    if (!name.second.empty() && !find_relation(schema, name))
        return Error{ErrorCode::UnknownRelation,
                     fmt::format("relation/permission `{}` not found under definition `{}`",
                                 name.second, name.first),
                     {{"namespace", name.first}, {"relation", name.second}}};
    return {};
}

// Everything that `next` leads to, over any number of steps, but for the start.
std::vector<SchemaRelation> closure(const Schema& schema, const Name& start,
                                    const std::function<std::vector<Name>(const Name&)>& next) {
    std::set<Name> seen{start};
    std::vector<Name> waiting{start};
    std::vector<SchemaRelation> found;
    while (!waiting.empty()) {
        const auto name = std::move(waiting.back());
        waiting.pop_back();
        for (auto& other : next(name))
            if (seen.insert(other).second)
                waiting.push_back(std::move(other));
    }
    seen.erase(start);
    for (const auto& name : seen)
        if (const auto* relation = find_relation(schema, name))
            found.push_back({name.first, name.second, relation->is_stored()});
    return found;
}

} // namespace

Result<std::vector<SchemaRelation>>
dependencies_of(const Schema& schema, std::string_view namespace_name, std::string_view relation) {
    const Name start(namespace_name, relation);
    PEMBA_CHECK_OK(check_name(schema, start));
    return closure(schema, start, [&](const Name& name) {
        std::vector<Name> next;
        const auto* config = schema::find_namespace(schema, name.first);
        if (const auto* found = config ? config->find(name.second) : nullptr)
            for (auto& dependency : direct_dependencies(schema, *config, *found))
                next.push_back(std::move(dependency.name));
        return next;
    });
}

Result<std::vector<SchemaRelation>>
dependents_of(const Schema& schema, std::string_view namespace_name, std::string_view relation) {
    const Name start(namespace_name, relation);
    PEMBA_CHECK_OK(check_name(schema, start));
    std::map<Name, std::vector<Name>> dependents;
    for (const auto& config : schema::namespaces_of(schema))
        for (const auto& found : config.relations)
            for (auto& dependency : direct_dependencies(schema, config, found))
                if (dependency.passes_subjects)
                    dependents[std::move(dependency.name)].emplace_back(config.name, found.name);
    return closure(schema, start, [&](const Name& name) { return dependents[name]; });
}

} // namespace pemba
