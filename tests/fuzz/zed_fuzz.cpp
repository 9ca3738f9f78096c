// Fuzzes the schema compiler: any text compiles or is diagnosed, what formats does so for good, and
// fixes break nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pemba/schema/compile.h"
#include "pemba/schema/graph.h"
#include "pemba/schema/lint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pemba::schema;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const CompileResult compiled = compile(text, "fuzz");
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Colour);
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Json);
    if (compiled.schema) {
        const CompileResult again = compile(compiled.schema->text(), "again");
        if (!again.schema || again.schema->text() != compiled.schema->text())
            std::abort();
    }
    const FixedText fixed = apply_fixes(text, lint(text, "fuzz").diagnostics);
    if (compiled.schema && !compile(fixed.text, "fixed").schema)
        std::abort();
    if (graph(text, "fuzz").dot.has_value() != compiled.schema.has_value())
        std::abort();
    const FormatResult formatted = format(text, "fuzz");
    if (formatted.text && format(*formatted.text, "again").text != formatted.text)
        std::abort();
    return 0;
}
