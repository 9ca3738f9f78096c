// Schemas of SpiceDB's own tests and recorded answers of a SpiceDB server, where they are at hand.
#include <iostream>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "files.h"
#include "pemba/schema/compile.h"

namespace {

using namespace pemba;
namespace fs = std::filesystem;

int passed = 0, failed = 0;

void expect(bool is_right, const std::string& what) {
    ++(is_right ? passed : failed);
    if (!is_right)
        std::cout << "failed: " << what << "\n";
}

void check_schema(const std::string& text, const std::string& name) {
    const schema::CompileResult result = schema::compile(text, name);
    expect(result.schema.has_value(),
           name + " does not compile:\n" +
               schema::render(result.diagnostics, text, name, schema::RenderStyle::Plain));
    const auto once = schema::format(text, name).text;
    expect(once && schema::format(*once, name).text == once, name + ": formatting twice differs");
    if (!once || !result.schema)
        return;
    const auto formatted = schema::compile(*once, name);
    expect(formatted.schema && formatted.schema->text() == result.schema->text(),
           name + ": formatting changes the meaning");
    const auto again = schema::compile(result.schema->text(), name);
    expect(again.schema && again.schema->text() == result.schema->text(),
           name + ": the canonical text compiles to another");
}

/// One exchange after the other: a write, and what a read gives back after it.
void check_transcript(const fs::path& path) {
    std::string written;
    const auto transcript = boost::json::parse(tests::read_file(path));
    for (const auto& exchange : transcript.at("cases").as_array()) {
        const std::string name(exchange.at("name").as_string());
        const auto& body = exchange.at("body");
        const auto* text = body.is_object() ? body.as_object().if_contains("schema") : nullptr;
        if (text != nullptr && text->is_string()) {
            written = std::string(text->as_string());
            const auto result = schema::compile(written, name);
            // One-line definitions and leading operators are read here and refused there.
            const bool is_superset = name == "a relation without a terminator" ||
                                     name == "operator at the start of a line";
            expect(is_superset ||
                       result.schema.has_value() == (exchange.at("status").as_int64() == 200),
                   "`" + name + "`: SpiceDB answers otherwise");
        }
        const auto* read = exchange.at("response").is_object()
                               ? exchange.at("response").as_object().if_contains("schemaText")
                               : nullptr;
        if (const auto result = schema::compile(written, name);
            read != nullptr && text == nullptr && !written.empty() && result.schema &&
            // An expression stays as its author wrote it; the peer writes it anew.
            name != "read the prefixed schema")
            expect(result.schema->text() == std::string_view(read->as_string()),
                   "`" + name + "`: SpiceDB regenerates another text");
    }
}

} // namespace

int main() {
    const fs::path folder = PEMBA_CONFORMANCE_DIR;
    if (!fs::exists(folder)) {
        std::cout << "skipped: " << folder << " is not there\n";
        return 77;
    }
    for (const char* set : {"spicedb", "spicedb-examples"})
        for (const fs::path& path : tests::files_below(folder / set, ".yaml"))
            if (const std::string text = tests::schema_of_yaml(tests::read_file(path));
                !text.empty())
                check_schema(text, path.filename().string());
    for (const fs::path& path : tests::files_below(folder / "spicedb-examples", ".zed"))
        check_schema(tests::read_file(path), path.filename().string());
    check_transcript(folder / "transcripts/spicedb/schema_write_read.json");
    check_transcript(folder / "transcripts/spicedb/schema_parse_errors.json");
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
