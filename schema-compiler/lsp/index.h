// Index: every name that a schema declares, and every place that means one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "zed/ast/ast.h"

namespace pemba::schema::lsp {

enum class SymbolKind : std::uint8_t {
    Definition,
    Partial,
    Relation,
    Permission,
    Caveat,
    Parameter,
};

using SymbolId = std::uint32_t;

/// One declaration. Pointers lead into the trees; null where the kind has none.
struct Symbol {
    SymbolKind kind = SymbolKind::Definition;
    std::string_view name;
    std::string_view container; ///< the definition, partial or caveat around it; empty at the top
    ByteSpan name_span;
    ByteSpan span; ///< the whole declaration
    const zed::Layout* layout = nullptr;
    const zed::Relation* relation = nullptr;
    const zed::Permission* permission = nullptr;
    const zed::Caveat* caveat = nullptr; ///< also of a Parameter: the one around it
    const zed::CaveatType* type = nullptr;
};

/// A place where a name stands, declarations included, and all that it may mean: the right side of
/// an arrow means something on each type that the left side holds, and what stands in a partial
/// means something in each definition that has it.
struct Occurrence {
    ByteSpan span;
    std::vector<SymbolId> targets;
};

/// Views the trees, which must outlive it. Of broken trees it has what could be read. Building is
/// O(trees + members spliced in by partials); the latter stop at kMaxSpliced.
class Index {
public:
    static constexpr std::size_t kMaxSpliced = 200'000;

    explicit Index(const std::vector<zed::File>& trees);

    [[nodiscard]] const std::vector<Symbol>& symbols() const { return symbols_; }
    [[nodiscard]] const Symbol& operator[](SymbolId id) const { return symbols_[id]; }
    /// By position.
    [[nodiscard]] const std::map<std::uint32_t, Occurrence>& occurrences() const {
        return occurrences_;
    }
    /// The occurrence that has the offset, or ends there; null if there is none.
    [[nodiscard]] const Occurrence* at(std::uint32_t offset) const;

    /// The relations and permissions of a definition or partial, partials spliced in.
    [[nodiscard]] std::vector<SymbolId> members_of(std::string_view name) const;
    /// The types of subject that a member of a definition holds, each once: where its arrows lead.
    [[nodiscard]] std::vector<std::string_view> types_held(std::string_view definition,
                                                           std::string_view relation) const;

private:
    friend class IndexBuilder;
    using Scope = std::map<std::string_view, std::vector<SymbolId>>;

    std::vector<Symbol> symbols_;
    std::map<std::uint32_t, Occurrence> occurrences_;
    std::unordered_map<std::string_view, Scope> scopes_; ///< by definition or partial
};

} // namespace pemba::schema::lsp
