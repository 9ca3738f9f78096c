// Fuzzes the compiler of namespace configs: any text compiles or is diagnosed, what formats does so
// for good, and what another language can say comes back from it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pemba/schema/compile.h"
#include "pemba/schema/convert.h"

using namespace pemba::schema;

namespace {

void expect(bool is_right) {
    if (!is_right)
        std::abort();
}

void check_compiled(const pemba::Schema& schema) {
    const CompileResult again = compile(schema.text(), "again", Language::Zanzibar);
    expect(again.schema && again.schema->text() == schema.text());
    const auto there = convert(schema, Language::Zed);
    if (!there)
        return;
    const CompileResult zed = compile(*there, "there", Language::Zed);
    expect(zed.schema && zed.schema->text() == *there);
    // Operators of one kind in a row are one operator in `.zed`, so it is the second time that
    // nothing changes.
    const auto back = convert(*zed.schema, Language::Zanzibar);
    expect(back.has_value());
    const auto there_again =
        convert(*compile(*back, "back", Language::Zanzibar).schema, Language::Zed);
    expect(there_again && *there_again == *there);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const CompileResult compiled = compile(text, "fuzz", Language::Zanzibar);
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Colour);
    (void)render(compiled.diagnostics, text, "fuzz", RenderStyle::Json);
    if (compiled.schema)
        check_compiled(*compiled.schema);
    const FormatResult formatted = format(text, "fuzz", Language::Zanzibar);
    if (formatted.text)
        expect(format(*formatted.text, "again", Language::Zanzibar).text == formatted.text);
    return 0;
}
