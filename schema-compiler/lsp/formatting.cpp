// The canonical layout as one edit.
#include "lsp/features.h"

namespace pemba::schema::lsp {

json::value formatting(const Analysis& analysis) {
    const FormatResult formatted = format(analysis.text(), analysis.uri());
    if (!formatted.text)
        return nullptr;
    if (*formatted.text == analysis.text())
        return json::array{};
    const ByteSpan whole{analysis.source().begin(), analysis.source().end()};
    return json::array{
        json::object{{"range", analysis.range(whole)}, {"newText", view(*formatted.text)}}};
}

} // namespace pemba::schema::lsp
