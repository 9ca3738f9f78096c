// Fuzzes OpenFGA's languages: any text compiles or is diagnosed, in the DSL, as JSON and as
// modules; what compiles does so again from its canonical text, what formats does so for good.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pemba/schema/compile.h"

namespace {

using namespace pemba::schema;

void compile_one(std::string_view text, Language language) {
    const CompileResult compiled = compile(text, "fuzz", language);
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Colour);
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Json);
    if (compiled.schema.has_value() == compiled.api_error.has_value())
        std::abort(); // a model is taken or refused
    for (const Diagnostic& diagnostic : compiled.diagnostics)
        if (diagnostic.code == "internal-error")
            std::abort();
    if (compiled.schema) {
        const CompileResult again = compile(compiled.schema->text(), "again", language);
        if (!again.schema || again.schema->text() != compiled.schema->text())
            std::abort();
    }
    const FormatResult formatted = format(text, "fuzz", language);
    if (!formatted.text)
        return;
    if (format(*formatted.text, "again", language).text != formatted.text)
        std::abort();
    const CompileResult same = compile(*formatted.text, "formatted", language);
    if (same.schema.has_value() != compiled.schema.has_value())
        std::abort();
    if (same.schema && same.schema->text() != compiled.schema->text())
        std::abort();
}

void compile_modules_of(const std::string& text) {
    const std::size_t middle = text.find('\0');
    const auto read = [&](const std::string& path) {
        if (path == "a.fga")
            return pemba::Result<std::string>(text.substr(0, middle));
        return pemba::Result<std::string>(middle == std::string::npos ? ""
                                                                      : text.substr(middle + 1));
    };
    (void)compile(text, "fga.mod", Language::Fga, read);
    (void)compile("schema: '1.2'\ncontents:\n  - a.fga\n  - b.fga\n", "fga.mod", Language::Fga,
                  read);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    compile_one(text, Language::Fga);
    compile_one(text, Language::FgaJson);
    compile_modules_of(text);
    return 0;
}
