// Going to where a name is declared, and finding where it is used.
#include <algorithm>
#include <set>

#include "lsp/features.h"
#include "lsp/uri.h"

namespace pemba::schema::lsp {

namespace {

/// The beginning of the file that is imported at an offset.
json::array imported_file(const Analysis& analysis, std::uint32_t offset) {
    const json::object start{{"line", 0}, {"character", 0}};
    if (const std::string path = analysis.imported_at(offset); !path.empty())
        return {json::object{{"uri", uri_of(path)},
                             {"range", json::object{{"start", start}, {"end", start}}}}};
    return {};
}

bool share(const std::vector<SymbolId>& some, const std::vector<SymbolId>& others) {
    return std::any_of(some.begin(), some.end(),
                       [&](SymbolId id) { return std::ranges::find(others, id) != others.end(); });
}

} // namespace

json::array definition(const Analysis& analysis, std::uint32_t offset) {
    const Occurrence* occurrence = analysis.index().at(offset);
    if (occurrence == nullptr)
        return imported_file(analysis, offset);
    json::array places;
    for (const SymbolId id : occurrence->targets)
        places.push_back(analysis.location(analysis.index()[id].name_span));
    return places;
}

json::array references(const Analysis& analysis, std::uint32_t offset, bool with_declaration) {
    const Index& index = analysis.index();
    const Occurrence* asked = index.at(offset);
    json::array places;
    if (asked == nullptr)
        return places;
    for (const auto& [begin, occurrence] : index.occurrences()) {
        if (!share(asked->targets, occurrence.targets))
            continue;
        const bool is_declaration =
            std::any_of(occurrence.targets.begin(), occurrence.targets.end(),
                        [&](SymbolId id) { return index[id].name_span == occurrence.span; });
        if (with_declaration || !is_declaration)
            places.push_back(analysis.location(occurrence.span));
    }
    return places;
}

} // namespace pemba::schema::lsp
