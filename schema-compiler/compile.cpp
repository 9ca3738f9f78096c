// compile() and format(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "emit/emit.h"
#include "sema/check.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
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
        const zed::File file = zed::parse(zed::lex(source), source, sink);
        ir::Schema lowered = zed::lower(file, sink);
        sema::check(lowered, sink);
        cel::compile_conditions(lowered, sink);
        if (!sink.has_errors())
            schema = build(lowered, sink);
    }
    return {std::move(schema), sink.take()};
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
