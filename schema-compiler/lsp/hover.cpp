// What a name is, in Markdown.
#include <algorithm>

#include "lsp/features.h"

namespace pemba::schema::lsp {

namespace {

// Of a longer declaration the beginning is shown, of many meanings the first ones.
constexpr std::size_t kMaxDeclarationBytes = 2000, kMaxMeanings = 20, kMaxHolders = 50;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// A member without the `;` that may end it.
std::string_view without_end(std::string_view member) {
    const std::size_t end = member.find_last_not_of("; \t\r\n");
    return trimmed(member.substr(0, end + 1));
}

/// A line of a comment without what makes it one.
std::string_view comment_line(std::string_view line) {
    line = trimmed(line);
    for (const std::string_view mark : {"/**", "/*", "//"})
        if (line.starts_with(mark)) {
            line.remove_prefix(mark.size());
            break;
        }
    if (line.ends_with("*/"))
        line.remove_suffix(2);
    if (line.starts_with("*"))
        line.remove_prefix(1);
    return trimmed(line);
}

std::string comment_text(const zed::Layout& layout) {
    std::string text;
    for (const zed::Comment& comment : layout.comments)
        for (std::string_view rest = comment.text; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            const std::string_view line = comment_line(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (!line.empty() || !text.empty())
                text.append(line).append("\n");
        }
    return std::string(trimmed(text));
}

std::string caveat_text(const zed::Caveat& caveat) {
    std::string text = "caveat " + caveat.name.text + "(";
    for (std::size_t i = 0; i < caveat.parameters.size(); ++i)
        text += (i == 0 ? "" : ", ") + caveat.parameters[i].name.text + " " +
                caveat.parameters[i].type.text;
    return text.append(") {\n\t").append(trimmed(caveat.body)) + "\n}";
}

std::string declaration(const Symbol& symbol, const Analysis& analysis) {
    std::string text;
    switch (symbol.kind) {
    case SymbolKind::Definition: text = "definition " + std::string(symbol.name); break;
    case SymbolKind::Partial: text = "partial " + std::string(symbol.name); break;
    case SymbolKind::Caveat: text = caveat_text(*symbol.caveat); break;
    case SymbolKind::Parameter: text = std::string(symbol.name) + " " + symbol.type->text; break;
    case SymbolKind::Relation:
    case SymbolKind::Permission: text = without_end(analysis.slice(symbol.span)); break;
    }
    if (text.size() <= kMaxDeclarationBytes)
        return text;
    std::size_t end = kMaxDeclarationBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end) + "…";
}

/// Where the declaration stands: ``in `document` ``.
std::string place(const Symbol& symbol, const Analysis& analysis) {
    std::string text;
    if (!symbol.container.empty())
        text = (symbol.kind == SymbolKind::Parameter ? "parameter of `" : "in `") +
               std::string(symbol.container) + "`";
    if (!analysis.is_here(symbol.name_span))
        text += (text.empty() ? "from `" : ", from `") +
                std::string(analysis.file_of(symbol.name_span)) + "`";
    return text;
}

std::string held_by(const Symbol& symbol, const Analysis& analysis) {
    if (symbol.relation == nullptr && symbol.permission == nullptr)
        return {};
    const std::set<std::string> holders = analysis.holders(symbol);
    std::string text;
    std::size_t named = 0;
    for (const std::string& holder : holders)
        if (++named <= kMaxHolders)
            text += (text.empty() ? "held by `" : ", `") + holder + "`";
    if (named > kMaxHolders)
        text += " and " + std::to_string(named - kMaxHolders) + " more";
    return text.empty() ? "held by nobody" : text;
}

std::string meaning(const Symbol& symbol, const Analysis& analysis) {
    std::string text = "```zed\n" + declaration(symbol, analysis) + "\n```";
    for (const std::string& paragraph :
         {symbol.layout == nullptr ? std::string() : comment_text(*symbol.layout),
          place(symbol, analysis), held_by(symbol, analysis)})
        if (!paragraph.empty())
            text += "\n\n" + paragraph;
    return text;
}

} // namespace

json::value hover(const Analysis& analysis, std::uint32_t offset) {
    const Occurrence* occurrence = analysis.index().at(offset);
    if (occurrence == nullptr || occurrence->targets.empty())
        return nullptr;
    std::string text;
    for (std::size_t i = 0; i < std::min(occurrence->targets.size(), kMaxMeanings); ++i)
        text += (i == 0 ? "" : "\n\n---\n\n") +
                meaning(analysis.index()[occurrence->targets[i]], analysis);
    return json::object{{"contents", {{"kind", "markdown"}, {"value", view(text)}}},
                        {"range", analysis.range(occurrence->span)}};
}

} // namespace pemba::schema::lsp
