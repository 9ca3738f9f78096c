// Symbols: namespaces and relations by name. Of two with one name the first counts, and a namespace
// that is declared twice has the relations of both: the repetition itself is reported elsewhere.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema::sema {

/// Views a schema that must outlive it. Building is O(schema), looking up O(1).
class Symbols {
public:
    struct Namespace {
        const ir::NamespaceConfig* config = nullptr;
        std::unordered_map<std::string_view, const ir::Relation*> relations;

        /// Null if there is none of that name.
        [[nodiscard]] const ir::Relation* find(std::string_view relation) const;
    };

    explicit Symbols(const ir::Schema& schema);

    /// Null if there is none of that name.
    [[nodiscard]] const Namespace* find(std::string_view namespace_name) const;
    [[nodiscard]] const ir::Relation* find(std::string_view namespace_name,
                                           std::string_view relation) const;

    /// Every name, for suggestions.
    [[nodiscard]] std::vector<std::string_view> namespace_names() const;
    [[nodiscard]] static std::vector<std::string_view>
    relation_names(const ir::NamespaceConfig& config);

private:
    std::unordered_map<std::string_view, Namespace> namespaces_;
};

} // namespace pemba::schema::sema
