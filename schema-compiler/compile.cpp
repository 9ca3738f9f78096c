// compile() and format(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "emit/emit.h"
#include "front_end.h"

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
