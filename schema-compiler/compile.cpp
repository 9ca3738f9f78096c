// compile() and format(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "diagnostics/readable.h"
#include "emit/emit.h"
#include "sema/check.h"
#include "zed/compose/compose.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

bool is_readable(const Source& source, Sink& sink) {
    return is_small_enough(source.text().size(), {}, sink) && is_utf8(source, sink);
}

std::optional<Schema> build(const ir::Schema& schema, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, zed::regenerate(schema)));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language,
                      const ReadFile& read) {
    const Source source(text, file_name);
    Sink sink(source);
    zed::Composition files;
    std::optional<Schema> schema;
    if (is_readable(source, sink)) {
        files = zed::compose(source, read, sink);
        ir::Schema lowered = zed::lower(files.trees, sink);
        sema::check(lowered, sink);
        cel::compile_conditions(lowered, sink);
        if (!sink.has_errors())
            schema = build(lowered, sink);
    }
    CompileResult result{std::move(schema), sink.take(), {}};
    result.files.push_back({std::string(file_name), std::string(text)});
    for (zed::ImportedFile& imported : files.imported)
        result.files.push_back(std::move(imported.file));
    return result;
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
