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

/// What a language brings: how its text becomes the language-neutral form, and how that is written
/// in it.
struct FrontEnd {
    /// Everything up to and with the checks of names and types.
    ir::Schema (*read)(const Source& source, Sink& sink);
    /// The canonical text, without comments that belong to nothing. The schema has no errors.
    std::string (*regenerate)(const ir::Schema& schema);
    /// The text laid out; nothing if it does not parse.
    std::optional<std::string> (*format)(const Source& source, Sink& sink);
};

ir::Schema read_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    ir::Schema lowered = zed::lower(file, sink);
    sema::check(lowered, sink);
    return lowered;
}

std::optional<std::string> format_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zed::format(file));
}

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    }
    return {read_zed, zed::regenerate, format_zed};
}

std::optional<Schema> build(const ir::Schema& schema, const std::string& text, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, text));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language language) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<Schema> schema;
    if (is_readable(source, sink)) {
        ir::Schema read = front_end.read(source, sink);
        cel::compile_conditions(read, sink);
        if (!sink.has_errors())
            schema = build(read, front_end.regenerate(read), sink);
    }
    return {std::move(schema), sink.take()};
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
