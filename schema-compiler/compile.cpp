// compile(), format(), lint() and graph(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "emit/emit.h"
#include "graph/graph.h"
#include "lint/lint.h"
#include "pemba/schema/graph.h"
#include "pemba/schema/lint.h"
#include "sema/check.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lint/lint.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

/// What keeps a text from being read at all.
bool is_readable(const Source& source, Sink& sink) {
    const std::size_t size = source.text().size();
    if (size > Source::kMaxBytes) {
        sink.report(Kind::SchemaTooLarge, {},
                    {{"size", std::to_string(size)}, {"limit", std::to_string(Source::kMaxBytes)}});
        return false;
    }
    const std::size_t malformed = find_malformed_utf8(source.text());
    if (malformed == std::string_view::npos)
        return true;
    const auto at = static_cast<std::uint32_t>(malformed);
    sink.report(Kind::NotUtf8, {at, at + 1}).hint("save the file as UTF-8");
    return false;
}

/// What a language brings: how its text becomes the language-neutral form, and how that is written
/// in it.
struct FrontEnd {
    /// Everything up to and with the checks of names and types.
    ir::Schema (*read)(const Source& source, Sink& sink);
    /// The canonical text, without comments that belong to nothing. The schema has no errors.
    std::string (*regenerate)(const ir::Schema& schema);
    /// The text laid out; nothing if it does not parse.
    std::optional<std::string> (*format)(const Source& source, Sink& sink);
    /// Advice about how a text is written that has no errors.
    void (*lint)(const Source& source, Sink& sink);
};

ir::Schema read_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    zed::read_suppressions(file, sink);
    ir::Schema lowered = zed::lower(file, sink);
    sema::check(lowered, sink);
    return lowered;
}

std::optional<std::string> format_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zed::format(file));
}

void lint_zed(const Source& source, Sink& sink) {
    zed::lint(zed::parse(zed::lex(source), source, sink), source, sink);
}

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    }
    return {read_zed, zed::regenerate, format_zed, lint_zed};
}

std::optional<Schema> build(const ir::Schema& schema, const std::string& text, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, text));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

} // namespace

namespace {

/// A text read and checked; nothing if it has errors.
std::optional<ir::Schema> check(const FrontEnd& front_end, const Source& source, Sink& sink) {
    if (!is_readable(source, sink))
        return std::nullopt;
    ir::Schema schema = front_end.read(source, sink);
    cel::compile_conditions(schema, sink);
    return sink.has_errors() ? std::nullopt : std::optional(std::move(schema));
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language language) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<Schema> schema;
    if (const auto checked = check(front_end, source, sink))
        schema = build(*checked, front_end.regenerate(*checked), sink);
    return {std::move(schema), sink.take()};
}

GraphResult graph(std::string_view text, std::string_view file_name, Language language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<std::string> dot;
    if (const auto checked = check(front_end_of(language), source, sink))
        dot = ir::to_dot(*checked);
    return {std::move(dot), sink.take()};
}

std::vector<Diagnostic> lint(std::string_view text, std::string_view file_name,
                             Language language) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    if (const auto checked = check(front_end, source, sink)) {
        front_end.lint(source, sink);
        ir::lint(*checked, sink);
        zed::report_unused_suppressions(source, sink);
    }
    return sink.take();
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
