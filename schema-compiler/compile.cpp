// compile(), format(), lint() and graph(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "diagnostics/readable.h"
#include "emit/emit.h"
#include "fga/answer/answer.h"
#include "front_end.h"
#include "graph/graph.h"
#include "pemba/schema/graph.h"
#include "pemba/schema/lint.h"

namespace pemba::schema {

namespace {

bool is_readable(const Source& source, Sink& sink) {
    return is_small_enough(source.text().size(), {}, sink) && is_utf8(source, sink);
}

/// Reads and checks; what is wrong is the sink's to tell.
Reading check(const FrontEnd& front_end, const Source& source, const ReadFile& read, Sink& sink) {
    if (!is_readable(source, sink))
        return {};
    Reading reading = front_end.read(source, read, sink);
    cel::compile_conditions(reading.schema, sink);
    return reading;
}

std::optional<Schema> build(const FrontEnd& front_end, const ir::Schema& schema, Sink& sink) {
    const auto failed = [&](const Error& error) {
        sink.report(Kind::InternalError, {}, {{"reason", error.message}});
        return std::nullopt;
    };
    const Result<std::string> text = front_end.regenerate(schema);
    if (!text)
        return failed(text.error());
    Result<Schema> built = Schema::from_bytes(emit(schema, *text));
    if (!built)
        return failed(built.error());
    return *std::move(built);
}

std::vector<SourceFile> files_of(const Source& source, Reading reading) {
    std::vector<SourceFile> files{{std::string(source.file_name()), std::string(source.text())}};
    for (ImportedFile& imported : reading.imported)
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
    CompileResult result;
    if (!sink.has_errors())
        result.schema = build(front_end, reading.schema, sink);
    if (info(language).dialect == Dialect::Fga)
        result.api_error = fga::api_error(sink, reading.schema);
    result.diagnostics = sink.take();
    result.files = files_of(source, std::move(reading));
    return result;
}

GraphResult graph(std::string_view text, std::string_view file_name, Language language,
                  const ReadFile& read) {
    const Source source(text, file_name);
    Sink sink(source);
    Reading reading = check(front_end_of(language), source, read, sink);
    GraphResult result;
    if (!sink.has_errors())
        result.dot = ir::to_dot(reading.schema);
    result.diagnostics = sink.take();
    result.files = files_of(source, std::move(reading));
    return result;
}

LintResult lint(std::string_view text, std::string_view file_name, Language language,
                const ReadFile& read) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    Reading reading = check(front_end, source, read, sink);
    if (!sink.has_errors())
        front_end.lint(reading, source, sink);
    LintResult result{sink.take(), {}};
    result.files = files_of(source, std::move(reading));
    return result;
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
