// compile(), format(), lint() and graph(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "diagnostics/readable.h"
#include "emit/emit.h"
#include "graph/graph.h"
#include "lint/lint.h"
#include "pemba/schema/graph.h"
#include "pemba/schema/lint.h"
#include "sema/check.h"
#include "zed/compose/compose.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lint/lint.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

bool is_readable(const Source& source, Sink& sink) {
    return is_small_enough(source.text().size(), {}, sink) && is_utf8(source, sink);
}

/// A schema read, with the files that it is in. Must outlive the sink's reports.
struct Reading {
    zed::Composition files;
    ir::Schema schema;
};

/// What a language brings: how its text becomes the language-neutral form, and how that is written
/// in it.
struct FrontEnd {
    /// Everything up to and with the checks of names and types.
    Reading (*read)(const Source& source, const ReadFile& read_file, Sink& sink);
    /// The canonical text, without comments that belong to nothing. The schema has no errors.
    std::string (*regenerate)(const ir::Schema& schema);
    /// The text laid out; nothing if it does not parse.
    std::optional<std::string> (*format)(const Source& source, Sink& sink);
    /// Advice on a schema without errors.
    void (*lint)(const Reading& reading, const Source& source, Sink& sink);
};

Reading read_zed(const Source& source, const ReadFile& read_file, Sink& sink) {
    Reading reading{zed::compose(source, read_file, sink), {}};
    zed::read_suppressions(reading.files.trees, sink);
    reading.schema = zed::lower(reading.files.trees, sink);
    sema::check(reading.schema, sink);
    return reading;
}

std::optional<std::string> format_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zed::format(file));
}

void lint_zed(const Reading& reading, const Source& source, Sink& sink) {
    sink.advise_on_first_file();
    zed::lint(reading.files.trees, source, sink);
    ir::lint(reading.schema, sink);
    zed::report_unused_suppressions(source, sink);
}

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    }
    return {read_zed, zed::regenerate, format_zed, lint_zed};
}

/// Reads and checks; what is wrong is the sink's to tell.
Reading check(const FrontEnd& front_end, const Source& source, const ReadFile& read_file,
              Sink& sink) {
    if (!is_readable(source, sink))
        return {};
    Reading reading = front_end.read(source, read_file, sink);
    cel::compile_conditions(reading.schema, sink);
    return reading;
}

std::optional<Schema> build(const ir::Schema& schema, const std::string& text, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, text));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

std::vector<SourceFile> files_of(const Source& source, Reading reading) {
    std::vector<SourceFile> files{{std::string(source.file_name()), std::string(source.text())}};
    for (zed::ImportedFile& imported : reading.files.imported)
        files.push_back(std::move(imported.file));
    return files;
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language language,
                      const ReadFile& read) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    Reading reading = check(front_end, source, read, sink);
    std::optional<Schema> schema;
    if (!sink.has_errors())
        schema = build(reading.schema, front_end.regenerate(reading.schema), sink);
    std::vector<Diagnostic> diagnostics = sink.take();
    return {std::move(schema), std::move(diagnostics), files_of(source, std::move(reading))};
}

GraphResult graph(std::string_view text, std::string_view file_name, Language language,
                  const ReadFile& read) {
    const Source source(text, file_name);
    Sink sink(source);
    Reading reading = check(front_end_of(language), source, read, sink);
    std::optional<std::string> dot;
    if (!sink.has_errors())
        dot = ir::to_dot(reading.schema);
    std::vector<Diagnostic> diagnostics = sink.take();
    return {std::move(dot), std::move(diagnostics), files_of(source, std::move(reading))};
}

LintResult lint(std::string_view text, std::string_view file_name, Language language,
                const ReadFile& read) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    Reading reading = check(front_end, source, read, sink);
    if (!sink.has_errors())
        front_end.lint(reading, source, sink);
    std::vector<Diagnostic> diagnostics = sink.take();
    return {std::move(diagnostics), files_of(source, std::move(reading))};
}

FormatResult format(std::string_view text, std::string_view file_name, Language language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<std::string> formatted;
    if (is_readable(source, sink))
        formatted = front_end_of(language).format(source, sink);
    return {std::move(formatted), sink.take()};
}

} // namespace pemba::schema
