// Diagnostics as JSON, for editors and scripts.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "diagnostics/renderer.h"

namespace pemba::schema {

namespace {

namespace json = boost::json;

std::string_view to_string(Severity severity) {
    switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
    }
    return "error";
}

std::string_view to_string(Diagnostic::Phase phase) {
    switch (phase) {
    case Diagnostic::Phase::Syntax: return "syntax";
    case Diagnostic::Phase::Names: return "names";
    case Diagnostic::Phase::Types: return "types";
    }
    return "syntax";
}

json::object to_json(const Span& span) {
    return {{"begin", span.begin},   {"end", span.end},           {"line", span.line},
            {"column", span.column}, {"end_line", span.end_line}, {"end_column", span.end_column}};
}

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::value to_json(const std::optional<Fix>& fix, const std::vector<Source>& sources) {
    if (!fix)
        return nullptr;
    json::array edits;
    for (const Edit& edit : fix->edits)
        edits.push_back(json::object{{"file", view(sources[edit.span.file].file_name())},
                                     {"span", to_json(edit.span)},
                                     {"text", view(edit.text)}});
    return json::object{{"title", view(fix->title)}, {"edits", std::move(edits)}};
}

json::object to_json(const Diagnostic& diagnostic, const std::vector<Source>& sources) {
    const auto file = [&](const Span& span) { return view(sources[span.file].file_name()); };
    json::array labels;
    for (const Label& label : diagnostic.labels)
        labels.push_back(json::object{
            {"file", file(label.span)}, {"span", to_json(label.span)}, {"text", view(label.text)}});
    json::object details;
    for (const auto& [key, value] : diagnostic.details)
        details[view(key)] = view(value);
    return {{"file", file(diagnostic.span)},
            {"code", view(diagnostic.code)},
            {"severity", view(to_string(diagnostic.severity))},
            {"phase", view(to_string(diagnostic.phase))},
            {"message", view(diagnostic.message)},
            {"span", to_json(diagnostic.span)},
            {"labels", std::move(labels)},
            {"hint", view(diagnostic.hint)},
            {"fix", to_json(diagnostic.fix, sources)},
            {"source_code", view(diagnostic.source_code)},
            {"details", std::move(details)}};
}

} // namespace

std::string render_json(const std::vector<Diagnostic>& diagnostics,
                        const std::vector<Source>& sources) {
    json::array array;
    for (const Diagnostic& diagnostic : diagnostics)
        array.push_back(to_json(diagnostic, sources));
    return json::serialize(array) + "\n";
}

} // namespace pemba::schema
