// Reading FlatBuffers that Schema has verified.
#include "emit/read.h"

#include <algorithm>
#include <string_view>

#include "schema_generated.h"

namespace pemba::schema {

namespace {

ir::Name name_of(const flatbuffers::String* text) {
    return {text == nullptr ? std::string() : text->str(), {}};
}

/// The comments that emit() joined, a line each. A block comment has several lines.
std::vector<std::string> comments_of(const flatbuffers::String* text) {
    std::vector<std::string> comments;
    std::string_view rest = text == nullptr ? std::string_view() : text->string_view();
    while (!rest.empty()) {
        const std::size_t block_end = rest.starts_with("/*") ? rest.find("*/", 2) : 0;
        const std::size_t end =
            std::min(rest.find('\n', std::min(block_end, rest.size())), rest.size());
        comments.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return comments;
}

std::optional<ir::Metadata> metadata_of(const fbs::Metadata* from) {
    if (from == nullptr)
        return std::nullopt;
    return ir::Metadata{name_of(from->module_()).text, name_of(from->file()).text};
}

template <class From, class To>
void read_all(const flatbuffers::Vector<flatbuffers::Offset<From>>* from, std::vector<To>& to,
              To (*read_one)(const From&)) {
    for (std::size_t i = 0; from != nullptr && i < from->size(); ++i)
        to.push_back(read_one(*from->Get(static_cast<flatbuffers::uoffset_t>(i))));
}

// The enumerations have the same order; Schema refuses bytes with other values.
static_assert(static_cast<int>(ir::RewriteOp::Nil) == static_cast<int>(fbs::RewriteOp::MAX));

ir::RewriteNode node_of(const fbs::RewriteNode& from) {
    ir::RewriteNode node{static_cast<ir::RewriteOp>(from.op())};
    if (from.children() != nullptr)
        node.children.assign(from.children()->begin(), from.children()->end());
    node.relation = name_of(from.relation());
    node.tupleset = name_of(from.tupleset());
    return node;
}

ir::SubjectType subject_type_of(const fbs::SubjectType& from) {
    ir::SubjectType type{name_of(from.namespace_name()), name_of(from.relation())};
    type.wildcard = from.wildcard();
    type.expiration = from.expiration();
    type.condition = name_of(from.condition());
    return type;
}

ir::Relation relation_of(const fbs::Relation& from) {
    ir::Relation relation{name_of(from.name()), from.subject_types() != nullptr};
    read_all(from.subject_types(), relation.subject_types, subject_type_of);
    read_all(from.rewrite(), relation.rewrite, node_of);
    relation.comments = comments_of(from.comment());
    relation.metadata = metadata_of(from.metadata());
    return relation;
}

ir::NamespaceConfig namespace_of(const fbs::NamespaceConfig& from) {
    ir::NamespaceConfig config{name_of(from.name())};
    read_all(from.relations(), config.relations, relation_of);
    config.comments = comments_of(from.comment());
    config.metadata = metadata_of(from.metadata());
    return config;
}

ir::Parameter parameter_of(const fbs::Parameter& from) {
    return {name_of(from.name()), name_of(from.type())};
}

ir::Condition condition_of(const fbs::Condition& from) {
    ir::Condition condition{name_of(from.name())};
    read_all(from.parameters(), condition.parameters, parameter_of);
    condition.expression = name_of(from.expression());
    if (from.program() != nullptr)
        condition.program.assign(from.program()->begin(), from.program()->end());
    condition.comments = comments_of(from.comment());
    condition.metadata = metadata_of(from.metadata());
    return condition;
}

} // namespace

ir::Schema read(const Schema& schema) {
    const fbs::Schema& from = *fbs::GetSchema(schema.bytes().data());
    ir::Schema read;
    read.dialect = schema.dialect();
    read.language_version = name_of(from.language_version());
    read_all(from.namespaces(), read.namespaces, namespace_of);
    read_all(from.conditions(), read.conditions, condition_of);
    return read;
}

} // namespace pemba::schema
