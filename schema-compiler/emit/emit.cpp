// Writing FlatBuffers.
#include "emit/emit.h"

#include "schema_generated.h"

namespace pemba::schema {

namespace {

constexpr std::uint16_t kFormat = 1;

fbs::RewriteOp to_fbs(ir::RewriteOp op) {
    switch (op) {
    case ir::RewriteOp::This: return fbs::RewriteOp::This;
    case ir::RewriteOp::ComputedUserset: return fbs::RewriteOp::ComputedUserset;
    case ir::RewriteOp::TupleToUserset: return fbs::RewriteOp::TupleToUserset;
    case ir::RewriteOp::TupleToUsersetAll: return fbs::RewriteOp::TupleToUsersetAll;
    case ir::RewriteOp::Union: return fbs::RewriteOp::Union;
    case ir::RewriteOp::Intersection: return fbs::RewriteOp::Intersection;
    case ir::RewriteOp::Exclusion: return fbs::RewriteOp::Exclusion;
    case ir::RewriteOp::Self: return fbs::RewriteOp::Self;
    case ir::RewriteOp::Nil: return fbs::RewriteOp::Nil;
    }
    return fbs::RewriteOp::Nil;
}

fbs::Dialect to_fbs(Dialect dialect) {
    switch (dialect) {
    case Dialect::Zed: return fbs::Dialect::Zed;
    case Dialect::Fga: return fbs::Dialect::Fga;
    case Dialect::Zanzibar: return fbs::Dialect::Zanzibar;
    }
    return fbs::Dialect::Zed;
}

class Emitter {
public:
    std::vector<std::uint8_t> run(const ir::Schema& schema, const std::string& text) {
        std::vector<flatbuffers::Offset<fbs::NamespaceConfig>> namespaces;
        for (const ir::NamespaceConfig& config : schema.namespaces)
            namespaces.push_back(emit(config));
        std::vector<flatbuffers::Offset<fbs::Condition>> conditions;
        for (const ir::Condition& condition : schema.conditions)
            conditions.push_back(emit(condition));
        const auto text_offset = builder_.CreateString(text);
        const auto namespaces_offset = builder_.CreateVector(namespaces);
        const auto conditions_offset = builder_.CreateVector(conditions);
        const String version = name(schema.language_version.text);
        fbs::FinishSchemaBuffer(
            builder_, fbs::CreateSchema(builder_, kFormat, to_fbs(schema.dialect), text_offset,
                                        namespaces_offset, conditions_offset, version));
        return {builder_.GetBufferPointer(), builder_.GetBufferPointer() + builder_.GetSize()};
    }

private:
    using String = flatbuffers::Offset<flatbuffers::String>;

    /// Names repeat: each is written once.
    String name(const std::string& text) {
        return text.empty() ? String() : builder_.CreateSharedString(text);
    }

    String comment(const std::vector<std::string>& comments) {
        std::string joined;
        for (const std::string& one : comments)
            joined += (joined.empty() ? "" : "\n") + one;
        return joined.empty() ? String() : builder_.CreateString(joined);
    }

    flatbuffers::Offset<fbs::Metadata> metadata(const std::optional<ir::Metadata>& metadata) {
        if (!metadata)
            return {};
        const String module = name(metadata->module);
        const String file = name(metadata->file);
        return fbs::CreateMetadata(builder_, module, file);
    }

    flatbuffers::Offset<fbs::NamespaceConfig> emit(const ir::NamespaceConfig& config) {
        std::vector<flatbuffers::Offset<fbs::Relation>> relations;
        for (const ir::Relation& relation : config.relations)
            relations.push_back(emit(relation));
        const auto relations_offset = builder_.CreateVector(relations);
        const String name_offset = name(config.name.text);
        const String comment_offset = comment(config.comments);
        return fbs::CreateNamespaceConfig(builder_, name_offset, relations_offset, comment_offset,
                                          metadata(config.metadata));
    }

    flatbuffers::Offset<fbs::Relation> emit(const ir::Relation& relation) {
        flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fbs::SubjectType>>> types;
        if (relation.stored) {
            std::vector<flatbuffers::Offset<fbs::SubjectType>> list;
            for (const ir::SubjectType& type : relation.subject_types)
                list.push_back(emit(type));
            types = builder_.CreateVector(list);
        }
        std::vector<flatbuffers::Offset<fbs::RewriteNode>> nodes;
        for (const ir::RewriteNode& node : relation.rewrite)
            nodes.push_back(emit(node));
        const auto rewrite = builder_.CreateVector(nodes);
        const String name_offset = name(relation.name.text);
        const String comment_offset = comment(relation.comments);
        return fbs::CreateRelation(builder_, name_offset, types, rewrite, comment_offset,
                                   metadata(relation.metadata));
    }

    flatbuffers::Offset<fbs::SubjectType> emit(const ir::SubjectType& type) {
        const String namespace_name = name(type.namespace_name.text);
        const String relation = name(type.relation.text);
        const String condition = name(type.condition.text);
        return fbs::CreateSubjectType(builder_, namespace_name, relation, type.wildcard,
                                      type.expiration, condition);
    }

    flatbuffers::Offset<fbs::Condition> emit(const ir::Condition& condition) {
        std::vector<flatbuffers::Offset<fbs::Parameter>> parameters;
        for (const ir::Parameter& parameter : condition.parameters) {
            const String name_offset = name(parameter.name.text);
            const String type = name(parameter.type.text);
            parameters.push_back(fbs::CreateParameter(builder_, name_offset, type));
        }
        const auto parameters_offset = builder_.CreateVector(parameters);
        const String name_offset = name(condition.name.text);
        const String expression = builder_.CreateString(condition.expression.text);
        const auto program = builder_.CreateVector(condition.program);
        const String comment_offset = comment(condition.comments);
        return fbs::CreateCondition(builder_, name_offset, parameters_offset, expression, program,
                                    comment_offset, metadata(condition.metadata));
    }

    flatbuffers::Offset<fbs::RewriteNode> emit(const ir::RewriteNode& node) {
        flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> children;
        if (!node.children.empty())
            children = builder_.CreateVector(node.children);
        const String relation = name(node.relation.text);
        const String tupleset = name(node.tupleset.text);
        return fbs::CreateRewriteNode(builder_, to_fbs(node.op), children, relation, tupleset);
    }

    flatbuffers::FlatBufferBuilder builder_;
};

} // namespace

std::vector<std::uint8_t> emit(const ir::Schema& schema, const std::string& text) {
    return Emitter().run(schema, text);
}

} // namespace pemba::schema
