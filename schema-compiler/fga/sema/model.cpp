// Building the index.
#include "fga/sema/model.h"

#include <algorithm>
#include <tuple>

namespace pemba::schema::fga {

Model::Model(const ir::Schema& schema) {
    for (const ir::NamespaceConfig& config : schema.namespaces)
        if (types_.try_emplace(config.name.text, Type{&config, {}}).second)
            for (const ir::Relation& relation : config.relations)
                relations_.push_back({&config, &relation});
    std::ranges::stable_sort(relations_, [](const Entry& a, const Entry& b) {
        return std::tie(a.type->name.text, a.relation->name.text) <
               std::tie(b.type->name.text, b.relation->name.text);
    });
    for (Index i = 0; i < relations_.size(); ++i)
        types_.at(relations_[i].type->name.text)
            .relations.try_emplace(relations_[i].relation->name.text, i);
}

const ir::NamespaceConfig* Model::find_type(std::string_view name) const {
    const auto found = types_.find(name);
    return found == types_.end() ? nullptr : found->second.config;
}

std::optional<Model::Index> Model::find(std::string_view type, std::string_view relation) const {
    const auto in = types_.find(type);
    if (in == types_.end())
        return std::nullopt;
    const auto found = in->second.relations.find(relation);
    return found == in->second.relations.end() ? std::nullopt : std::optional(found->second);
}

const ir::Relation* Model::find_relation(std::string_view type, std::string_view relation) const {
    const auto index = find(type, relation);
    return index ? relations_[*index].relation : nullptr;
}

} // namespace pemba::schema::fga
