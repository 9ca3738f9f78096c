// Fixes of diagnostics as quick fixes.
#include "lsp/features.h"

namespace pemba::schema::lsp {

namespace {

bool touch(ByteSpan a, ByteSpan b) {
    return a.begin <= b.end && b.begin <= a.end;
}

/// The edits of a fix by file.
json::object workspace_edit(const Fix& fix, const Analysis& analysis) {
    json::object changes;
    for (const Edit& edit : fix.edits) {
        const json::object place = analysis.location(analysis.bytes(edit.span));
        json::value& edits = changes[place.at("uri").get_string()];
        if (!edits.is_array())
            edits.emplace_array();
        edits.get_array().push_back(
            json::object{{"range", place.at("range")}, {"newText", view(edit.text)}});
    }
    return {{"changes", std::move(changes)}};
}

} // namespace

json::object quick_fix(const Diagnostic& diagnostic, const Analysis& analysis) {
    return {{"title", view(diagnostic.fix->title)},
            {"kind", "quickfix"},
            {"diagnostics", json::array{to_json(diagnostic, analysis)}},
            {"edit", workspace_edit(*diagnostic.fix, analysis)}};
}

json::array code_actions(const Analysis& analysis, ByteSpan range) {
    json::array actions;
    for (const Diagnostic& diagnostic : analysis.diagnostics())
        if (diagnostic.fix && touch(analysis.bytes(diagnostic.span), range))
            actions.push_back(quick_fix(diagnostic, analysis));
    return actions;
}

} // namespace pemba::schema::lsp
