// Diagnostics as the protocol has them.
#include "lsp/features.h"

namespace pemba::schema::lsp {

namespace {

int severity_number(Severity severity) {
    switch (severity) {
    case Severity::Error: return 1;
    case Severity::Warning: return 2;
    case Severity::Note: return 3;
    }
    return 1;
}

json::object related(const Analysis& analysis, const Span& span, std::string_view text) {
    return {{"location", analysis.location(analysis.bytes(span))}, {"message", view(text)}};
}

std::string message_of(const Diagnostic& diagnostic, const Analysis& analysis) {
    std::string message = diagnostic.message;
    if (diagnostic.span.file > 0)
        message =
            "in `" + std::string(analysis.path_of_file(diagnostic.span.file)) + "`: " + message;
    if (!diagnostic.hint.empty())
        message += "\nhint: " + diagnostic.hint;
    return message;
}

} // namespace

json::object to_json(const Diagnostic& diagnostic, const Analysis& analysis) {
    const std::size_t file = diagnostic.span.file;
    json::array places;
    if (file > 0)
        places.push_back(related(analysis, diagnostic.span, diagnostic.message));
    for (const Label& label : diagnostic.labels)
        places.push_back(related(analysis, label.span, label.text));
    const ByteSpan span = file > 0 ? analysis.import_of(file) : analysis.bytes(diagnostic.span);
    return {{"range", analysis.range(span)},
            {"severity", severity_number(diagnostic.severity)},
            {"code", view(diagnostic.code)},
            {"source", "pembac"},
            {"message", view(message_of(diagnostic, analysis))},
            {"relatedInformation", std::move(places)}};
}

json::array diagnostics(const Analysis& analysis) {
    json::array array;
    for (const Diagnostic& diagnostic : analysis.diagnostics())
        array.push_back(to_json(diagnostic, analysis));
    return array;
}

} // namespace pemba::schema::lsp
