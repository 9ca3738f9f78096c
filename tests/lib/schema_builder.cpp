#include "lib/schema_builder.h"

#include "support/must.h"

namespace pemba::testing {

SchemaBuilder& SchemaBuilder::define(std::string name) {
    namespaces_.push_back({std::move(name), {}});
    return *this;
}

SchemaBuilder& SchemaBuilder::relation(std::string name, std::vector<std::string> types) {
    return relation(std::move(name), std::move(types), this_tuples());
}

SchemaBuilder& SchemaBuilder::relation(std::string name, std::vector<std::string> types,
                                       Expression rewrite) {
    namespaces_.back().relations.push_back(
        {std::move(name), true, std::move(types), std::move(rewrite)});
    return *this;
}

SchemaBuilder& SchemaBuilder::permission(std::string name, Expression rewrite) {
    namespaces_.back().relations.push_back({std::move(name), false, {}, std::move(rewrite)});
    return *this;
}

SchemaBuilder& SchemaBuilder::condition(ConditionOutline outline) {
    conditions_.push_back(std::move(outline));
    return *this;
}

SchemaBuilder& SchemaBuilder::comment(std::string text) {
    auto& config = namespaces_.back();
    (config.relations.empty() ? config.comment : config.relations.back().comment) = std::move(text);
    return *this;
}

namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

Offset<fbs::SubjectType> subject_type(FlatBufferBuilder& builder, std::string text) {
    std::string traits;
    if (auto with = text.find(" with "); with != text.npos) {
        traits = text.substr(with + 6);
        text.resize(with);
    }
    bool expires = traits.ends_with("expiration");
    auto condition =
        expires ? traits.substr(0, traits.find(" and ") == traits.npos ? 0 : traits.find(" and "))
                : traits;
    auto hash = text.find('#');
    bool wildcard = text.ends_with(":*");
    auto name = wildcard ? text.substr(0, text.size() - 2) : text.substr(0, hash);
    auto name_offset = builder.CreateString(name);
    auto relation = hash == text.npos ? 0 : builder.CreateString(text.substr(hash + 1));
    auto condition_offset = condition.empty() ? 0 : builder.CreateString(condition);
    return fbs::CreateSubjectType(builder, name_offset, relation, wildcard, expires,
                                  condition_offset);
}

Offset<fbs::Condition> condition_table(FlatBufferBuilder& builder,
                                       const ConditionOutline& condition) {
    std::vector<Offset<fbs::Parameter>> parameters;
    for (const auto& [name, type] : condition.parameters)
        parameters.push_back(fbs::CreateParameterDirect(builder, name.c_str(), type.c_str()));
    return fbs::CreateConditionDirect(builder, condition.name.c_str(), &parameters,
                                      condition.expression.c_str(), nullptr,
                                      condition.comment.c_str());
}

// Children before their parent; returns the index of the expression's node.
std::uint32_t flatten(FlatBufferBuilder& builder, const Expression& expression,
                      std::vector<Offset<fbs::RewriteNode>>& nodes) {
    std::vector<std::uint32_t> children;
    for (const auto& child : expression.children)
        children.push_back(flatten(builder, child, nodes));
    auto children_offset = children.empty() ? 0 : builder.CreateVector(children);
    auto relation = builder.CreateString(expression.relation);
    auto tupleset = builder.CreateString(expression.tupleset);
    nodes.push_back(
        fbs::CreateRewriteNode(builder, expression.op, children_offset, relation, tupleset));
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

} // namespace

std::vector<std::uint8_t> SchemaBuilder::bytes() const {
    FlatBufferBuilder builder;
    std::vector<Offset<fbs::NamespaceConfig>> namespaces;
    for (const auto& config : namespaces_) {
        std::vector<Offset<fbs::Relation>> relations;
        for (const auto& relation : config.relations) {
            std::vector<Offset<fbs::SubjectType>> types;
            for (const auto& type : relation.types)
                types.push_back(subject_type(builder, type));
            std::vector<Offset<fbs::RewriteNode>> nodes;
            flatten(builder, relation.rewrite, nodes);
            auto name = builder.CreateString(relation.name);
            auto types_offset = relation.stored ? builder.CreateVector(types) : 0;
            auto rewrite = builder.CreateVector(nodes);
            auto comment = builder.CreateString(relation.comment);
            relations.push_back(fbs::CreateRelation(builder, name, types_offset, rewrite, comment));
        }
        auto name = builder.CreateString(config.name);
        auto all_relations = builder.CreateVector(relations);
        auto comment = builder.CreateString(config.comment);
        namespaces.push_back(fbs::CreateNamespaceConfig(builder, name, all_relations, comment));
    }
    std::vector<Offset<fbs::Condition>> conditions;
    for (const auto& condition : conditions_)
        conditions.push_back(condition_table(builder, condition));
    auto text = builder.CreateString("made by a test");
    auto all = builder.CreateVector(namespaces);
    auto all_conditions = builder.CreateVector(conditions);
    fbs::FinishSchemaBuffer(builder,
                            fbs::CreateSchema(builder, 1, dialect_, text, all, all_conditions));
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Schema SchemaBuilder::build() const {
    return must(Schema::from_bytes(bytes()));
}

Schema small_schema() {
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user", "team#member"})
        .define("folder")
        .relation("parent", {"folder"})
        .relation("viewer", {"user", "team#member"})
        .permission("view", any_of({rel("viewer"), arrow("parent", "view")}))
        .define("doc")
        .relation("parent", {"folder"})
        .relation("owner", {"user"})
        .relation("viewer", {"user", "user:*", "team#member"})
        .relation("banned", {"user", "team#member"})
        .permission("view", minus(any_of({rel("viewer"), rel("owner"), arrow("parent", "view")}),
                                  rel("banned")))
        .permission("both", all_of({rel("viewer"), rel("owner")}))
        .build();
}

} // namespace pemba::testing
