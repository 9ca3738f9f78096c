// Model: the types and relations of a schema, by name and in the order in which OpenFGA checks
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema::fga {

/// Views a schema that must outlive it. Of two types or relations of one name it knows the first.
class Model {
public:
    using Index = std::uint32_t;
    /// One relation and the type it belongs to.
    struct Entry {
        const ir::NamespaceConfig* type;
        const ir::Relation* relation;
    };

    explicit Model(const ir::Schema& schema);

    /// All relations, by the names of their types and then by their own.
    [[nodiscard]] const std::vector<Entry>& relations() const { return relations_; }
    [[nodiscard]] const ir::NamespaceConfig* find_type(std::string_view name) const;
    /// The index of a relation among all.
    [[nodiscard]] std::optional<Index> find(std::string_view type, std::string_view relation) const;
    [[nodiscard]] const ir::Relation* find_relation(std::string_view type,
                                                    std::string_view relation) const;

private:
    struct Type {
        const ir::NamespaceConfig* config;
        std::unordered_map<std::string_view, Index> relations;
    };
    std::unordered_map<std::string_view, Type> types_;
    std::vector<Entry> relations_;
};

} // namespace pemba::schema::fga
