// render(): chooses how diagnostics are drawn.
#include "diagnostics/renderer.h"

namespace pemba::schema {

std::string render(const std::vector<Diagnostic>& diagnostics, std::string_view text,
                   std::string_view file_name, RenderStyle style) {
    switch (style) {
    case RenderStyle::Plain: return render_text(diagnostics, Source(text, file_name), false);
    case RenderStyle::Colour: return render_text(diagnostics, Source(text, file_name), true);
    case RenderStyle::Json: return render_json(diagnostics, file_name);
    }
    return {};
}

} // namespace pemba::schema
