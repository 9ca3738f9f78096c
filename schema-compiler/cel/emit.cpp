// Writing expression.fbs.
#include "cel/program.h"

namespace pemba::schema::cel {

namespace {

constexpr std::uint16_t kFormat = 1;

using Builder = flatbuffers::FlatBufferBuilder;

flatbuffers::Offset<fbs::ExpressionNode> emit(Builder& builder, const ProgramNode& node) {
    const auto children = node.children.empty() ? 0 : builder.CreateVector(node.children);
    const bool is_bytes = node.op == fbs::ExpressionOp::Bytes;
    const auto text = node.text.empty() || is_bytes ? 0 : builder.CreateSharedString(node.text);
    const auto bytes =
        is_bytes ? builder.CreateVector(reinterpret_cast<const std::uint8_t*>(node.text.data()),
                                        node.text.size())
                 : 0;
    return fbs::CreateExpressionNode(builder, node.op, node.function, children, node.number,
                                     node.real, text, bytes);
}

} // namespace

std::vector<std::uint8_t> emit(const std::string& name, const std::string& source,
                               const std::vector<ProgramParameter>& parameters,
                               const Program& program) {
    Builder builder;
    std::vector<flatbuffers::Offset<fbs::ExpressionNode>> nodes;
    for (const ProgramNode& node : program)
        nodes.push_back(emit(builder, node));
    std::vector<flatbuffers::Offset<fbs::ExpressionParameter>> written;
    for (const ProgramParameter& parameter : parameters) {
        const auto parameter_name = builder.CreateString(parameter.name);
        const auto type = builder.CreateVector(parameter.type);
        written.push_back(fbs::CreateExpressionParameter(builder, parameter_name, type));
    }
    const auto parameters_offset = builder.CreateVector(written);
    const auto nodes_offset = builder.CreateVector(nodes);
    const auto name_offset = builder.CreateString(name);
    const auto source_offset = builder.CreateString(source);
    fbs::FinishExpressionBuffer(builder,
                                fbs::CreateExpression(builder, kFormat, name_offset, source_offset,
                                                      parameters_offset, nodes_offset));
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

} // namespace pemba::schema::cel
