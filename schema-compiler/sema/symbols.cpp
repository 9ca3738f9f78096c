// The tables of names.
#include "sema/symbols.h"

namespace pemba::schema::sema {

Symbols::Symbols(const ir::Schema& schema) {
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        Namespace& symbols = namespaces_[config.name.text];
        if (symbols.config == nullptr)
            symbols.config = &config;
        for (const ir::Relation& relation : config.relations)
            symbols.relations.try_emplace(relation.name.text, &relation);
    }
}

const ir::Relation* Symbols::Namespace::find(std::string_view relation) const {
    const auto entry = relations.find(relation);
    return entry == relations.end() ? nullptr : entry->second;
}

const Symbols::Namespace* Symbols::find(std::string_view namespace_name) const {
    const auto entry = namespaces_.find(namespace_name);
    return entry == namespaces_.end() ? nullptr : &entry->second;
}

const ir::Relation* Symbols::find(std::string_view namespace_name,
                                  std::string_view relation) const {
    const Namespace* symbols = find(namespace_name);
    return symbols == nullptr ? nullptr : symbols->find(relation);
}

std::vector<std::string_view> Symbols::namespace_names() const {
    std::vector<std::string_view> names;
    for (const auto& [name, entry] : namespaces_)
        names.push_back(name);
    return names;
}

std::vector<std::string_view> Symbols::relation_names(const ir::NamespaceConfig& config) {
    std::vector<std::string_view> names;
    for (const ir::Relation& relation : config.relations)
        names.push_back(relation.name.text);
    return names;
}

} // namespace pemba::schema::sema
