// render(): chooses how diagnostics are drawn.
#include "diagnostics/renderer.h"

namespace pemba::schema {

namespace {

std::string render(const std::vector<Diagnostic>& diagnostics, const std::vector<Source>& sources,
                   RenderStyle style) {
    switch (style) {
    case RenderStyle::Plain: return render_text(diagnostics, sources, false);
    case RenderStyle::Colour: return render_text(diagnostics, sources, true);
    case RenderStyle::Json: return render_json(diagnostics, sources);
    }
    return {};
}

} // namespace

std::string render(const std::vector<Diagnostic>& diagnostics, std::string_view text,
                   std::string_view file_name, RenderStyle style) {
    return render(diagnostics, std::vector{Source(text, file_name)}, style);
}

std::string render(const std::vector<Diagnostic>& diagnostics, const std::vector<SourceFile>& files,
                   RenderStyle style) {
    std::vector<Source> sources;
    for (const SourceFile& file : files)
        sources.emplace_back(file.text, file.name);
    return render(diagnostics, sources, style);
}

} // namespace pemba::schema
