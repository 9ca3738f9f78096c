// The outline of a text.
#include "lsp/features.h"

namespace pemba::schema::lsp {

namespace {

/// The protocol's numbers for what comes nearest.
int kind_number(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Definition: return 5; // class
    case SymbolKind::Partial: return 11;   // interface
    case SymbolKind::Relation: return 8;   // field
    case SymbolKind::Permission: return 6; // method
    case SymbolKind::Caveat: return 12;    // function
    case SymbolKind::Parameter: return 13; // variable
    }
    return 13;
}

std::string_view kind_name(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Definition: return "definition";
    case SymbolKind::Partial: return "partial";
    case SymbolKind::Relation: return "relation";
    case SymbolKind::Permission: return "permission";
    case SymbolKind::Caveat: return "caveat";
    case SymbolKind::Parameter: return "parameter";
    }
    return {};
}

json::object to_json(const Symbol& symbol, const Analysis& analysis) {
    return {{"name", view(symbol.name)},
            {"detail", view(kind_name(symbol.kind))},
            {"kind", kind_number(symbol.kind)},
            {"range", analysis.range(join(symbol.span, symbol.name_span))},
            {"selectionRange", analysis.range(symbol.name_span)},
            {"children", json::array()}};
}

} // namespace

/// A declaration is followed by what it contains, in the index as in the outline.
json::array document_symbols(const Analysis& analysis) {
    json::array outline;
    for (const Symbol& symbol : analysis.index().symbols()) {
        if (!analysis.is_here(symbol.name_span))
            continue;
        json::object object = to_json(symbol, analysis);
        if (symbol.container.empty())
            outline.push_back(std::move(object));
        else
            outline.back().at("children").get_array().push_back(std::move(object));
    }
    return outline;
}

} // namespace pemba::schema::lsp
