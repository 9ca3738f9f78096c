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

/// A text as the author wrote it, and what it means, checked.
struct Checked {
    zed::File file;
    ir::Schema schema;
};

Checked check(const Source& source, Sink& sink) {
    Checked checked;
    checked.file = zed::parse(zed::lex(source), source, sink);
    zed::read_suppressions(checked.file, sink);
    checked.schema = zed::lower(checked.file, sink);
    sema::check(checked.schema, sink);
    cel::compile_conditions(checked.schema, sink);
    return checked;
}

std::optional<Schema> build(const ir::Schema& schema, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, zed::regenerate(schema)));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<Schema> schema;
    if (is_readable(source, sink)) {
        const Checked checked = check(source, sink);
        if (!sink.has_errors())
            schema = build(checked.schema, sink);
    }
    return {std::move(schema), sink.take()};
}

GraphResult graph(std::string_view text, std::string_view file_name, Language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<std::string> dot;
    if (is_readable(source, sink)) {
        const Checked checked = check(source, sink);
        if (!sink.has_errors())
            dot = ir::to_dot(checked.schema);
    }
    return {std::move(dot), sink.take()};
}

std::vector<Diagnostic> lint(std::string_view text, std::string_view file_name, Language) {
    const Source source(text, file_name);
    Sink sink(source);
    if (is_readable(source, sink)) {
        const Checked checked = check(source, sink);
        if (!sink.has_errors()) {
            zed::lint(checked.file, source, sink);
            ir::lint(checked.schema, sink);
            zed::report_unused_suppressions(source, sink);
        }
    }
    return sink.take();
}

FormatResult format(std::string_view text, std::string_view file_name, Language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<std::string> formatted;
    if (is_readable(source, sink)) {
        const zed::File file = zed::parse(zed::lex(source), source, sink);
        if (!sink.has_errors())
            formatted = zed::format(file);
    }
    return {std::move(formatted), sink.take()};
}

} // namespace pemba::schema
