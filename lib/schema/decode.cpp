// Reads schema.fbs; the only file of the library that knows the generated code.
#include "schema/decode.h"

#include <algorithm>

#include <fmt/format.h>

#include "schema_generated.h"

namespace pemba::schema {
namespace {

constexpr std::uint16_t kFormat = 1;
// Every table of a schema is one nesting level of five; the verifier's own default is 64 deep.
constexpr std::size_t kMaxTables = 4'000'000;

Error invalid(std::string message) {
    return {ErrorCode::InvalidSchema, std::move(message), {}};
}

std::string text_of(const flatbuffers::String* string) {
    return string ? string->str() : "";
}

template <class T>
std::size_t size_of(const flatbuffers::Vector<T>* vector) {
    return vector ? vector->size() : 0;
}

Result<RewriteOp> op_of(fbs::RewriteOp op) {
    if (op < fbs::RewriteOp::MIN || op > fbs::RewriteOp::MAX)
        return invalid(fmt::format("rewrite operator {} is unknown", static_cast<int>(op)));
    return static_cast<RewriteOp>(op);
}

Result<Dialect> dialect_of(fbs::Dialect dialect) {
    switch (dialect) {
    case fbs::Dialect::Zed: return Dialect::Zed;
    case fbs::Dialect::Fga: return Dialect::Fga;
    case fbs::Dialect::Zanzibar: return Dialect::Zanzibar;
    }
    return invalid(fmt::format("schema dialect {} is unknown", static_cast<int>(dialect)));
}

Result<UsersetRewrite>
decode_rewrite(const flatbuffers::Vector<flatbuffers::Offset<fbs::RewriteNode>>& nodes) {
    UsersetRewrite rewrite;
    for (const auto* node : nodes) {
        PEMBA_TRY(auto op, op_of(node->op()));
        auto& out = rewrite.emplace_back(
            RewriteNode{op, {}, text_of(node->relation()), text_of(node->tupleset())});
        if (node->children())
            out.children.assign(node->children()->begin(), node->children()->end());
    }
    return rewrite;
}

Result<RelationConfig> decode_relation(const fbs::Relation& relation) {
    RelationConfig config;
    config.name = relation.name()->str();
    if (const auto* types = relation.subject_types()) {
        config.subject_types.emplace();
        for (const auto* type : *types)
            config.subject_types->push_back({type->namespace_name()->str(),
                                             text_of(type->relation()), type->wildcard(),
                                             type->expiration(), text_of(type->condition())});
    }
    config.comment = text_of(relation.comment());
    PEMBA_TRY(config.rewrite, decode_rewrite(*relation.rewrite()));
    return config;
}

Result<NamespaceConfig> decode_namespace(const fbs::NamespaceConfig& source) {
    NamespaceConfig config;
    config.name = source.name()->str();
    config.comment = text_of(source.comment());
    for (std::size_t i = 0; i < size_of(source.relations()); ++i) {
        PEMBA_TRY(auto relation, decode_relation(*source.relations()->Get(i)));
        config.relations.push_back(std::move(relation));
    }
    return config;
}

ConditionConfig decode_condition(const fbs::Condition& source) {
    ConditionConfig config{
        {source.name()->str(), {}, source.expression()->str(), text_of(source.comment())}, {}};
    for (std::size_t i = 0; i < size_of(source.parameters()); ++i) {
        const auto* parameter = source.parameters()->Get(i);
        config.outline.parameters.push_back({parameter->name()->str(), parameter->type()->str()});
    }
    std::ranges::sort(config.outline.parameters, {}, &ConditionParameter::name);
    if (source.program())
        config.program.assign(source.program()->begin(), source.program()->end());
    return config;
}

} // namespace

Result<Decoded> decode(std::span<const std::uint8_t> bytes) {
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), 64, kMaxTables);
    // A buffer shorter than its identifier is read by the check for it.
    if (bytes.size() < 8 || !fbs::VerifySchemaBuffer(verifier))
        return invalid("these bytes are not a compiled schema");
    const auto* source = fbs::GetSchema(bytes.data());
    if (source->format() != kFormat)
        return invalid(fmt::format("schema format {} is unknown; this program reads format {}",
                                   source->format(), kFormat));
    Decoded decoded;
    PEMBA_TRY(decoded.dialect, dialect_of(source->dialect()));
    decoded.text = source->text()->str();
    for (std::size_t i = 0; i < size_of(source->namespaces()); ++i) {
        PEMBA_TRY(auto config, decode_namespace(*source->namespaces()->Get(i)));
        decoded.namespaces.push_back(std::move(config));
    }
    for (std::size_t i = 0; i < size_of(source->conditions()); ++i)
        decoded.conditions.push_back(decode_condition(*source->conditions()->Get(i)));
    std::ranges::sort(decoded.namespaces, {}, &NamespaceConfig::name);
    std::ranges::sort(decoded.conditions, {},
                      [](const auto& config) -> std::string_view { return config.outline.name; });
    return decoded;
}

std::vector<std::uint8_t> encode_empty() {
    flatbuffers::FlatBufferBuilder builder;
    auto text = builder.CreateString("");
    fbs::SchemaBuilder schema(builder);
    schema.add_format(kFormat);
    schema.add_text(text);
    fbs::FinishSchemaBuffer(builder, schema.Finish());
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

} // namespace pemba::schema
