// to_schema(): lib/schema/schema.fbs filled in from a model.
#include "reference/schema_bytes.h"

#include <span>

#include "schema_generated.h"

namespace pemba::reference {
namespace {

namespace fb = pemba::fbs;
using Builder = flatbuffers::FlatBufferBuilder;
using Nodes = std::vector<flatbuffers::Offset<fb::RewriteNode>>;

fb::RewriteOp op_of(Operation operation) {
    switch (operation) {
    case Operation::Computed: return fb::RewriteOp::ComputedUserset;
    case Operation::ArrowAny: return fb::RewriteOp::TupleToUserset;
    case Operation::ArrowAll: return fb::RewriteOp::TupleToUsersetAll;
    case Operation::Union: return fb::RewriteOp::Union;
    case Operation::Intersection: return fb::RewriteOp::Intersection;
    case Operation::Exclusion: return fb::RewriteOp::Exclusion;
    case Operation::Nil: return fb::RewriteOp::Nil;
    }
    return fb::RewriteOp::Nil;
}

// Children before their parent; returns the index of the expression's own node.
std::uint32_t add(Builder& builder, Nodes& nodes, const Expression& expression) {
    std::vector<std::uint32_t> children;
    for (const Expression& operand : expression.operands)
        children.push_back(add(builder, nodes, operand));
    auto text = [&](const std::string& name) {
        return name.empty() ? flatbuffers::Offset<flatbuffers::String>()
                            : builder.CreateString(name);
    };
    auto relation = text(expression.relation);
    auto tupleset = text(expression.tupleset);
    auto list = children.empty() ? flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>>()
                                 : builder.CreateVector(children);
    nodes.push_back(
        fb::CreateRewriteNode(builder, op_of(expression.operation), list, relation, tupleset));
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

flatbuffers::Offset<fb::Relation> add(Builder& builder, const RelationModel& relation) {
    Nodes nodes;
    flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::SubjectType>>> types;
    if (relation.stored) {
        nodes.push_back(fb::CreateRewriteNode(builder, fb::RewriteOp::This));
        std::vector<flatbuffers::Offset<fb::SubjectType>> list;
        for (const SubjectKind& kind : relation.subjects)
            list.push_back(fb::CreateSubjectTypeDirect(
                builder, kind.namespace_name.c_str(),
                kind.relation.empty() ? nullptr : kind.relation.c_str(), kind.wildcard));
        types = builder.CreateVector(list);
    } else {
        add(builder, nodes, relation.expression);
    }
    auto rewrite = builder.CreateVector(nodes);
    auto name = builder.CreateString(relation.name);
    return fb::CreateRelation(builder, name, types, rewrite);
}

} // namespace

Result<Schema> to_schema(const SchemaModel& model) {
    Builder builder;
    std::vector<flatbuffers::Offset<fb::NamespaceConfig>> namespaces;
    for (const NamespaceModel& space : model.namespaces) {
        std::vector<flatbuffers::Offset<fb::Relation>> relations;
        for (const RelationModel& relation : space.relations)
            relations.push_back(add(builder, relation));
        namespaces.push_back(
            fb::CreateNamespaceConfigDirect(builder, space.name.c_str(), &relations));
    }
    auto root =
        fb::CreateSchemaDirect(builder, 1, fb::Dialect::Zed, to_zed(model).c_str(), &namespaces);
    fb::FinishSchemaBuffer(builder, root);
    return Schema::from_bytes({builder.GetBufferPointer(), builder.GetSize()});
}

} // namespace pemba::reference
