// The front ends, one after the other, and their table.
#include "front_end.h"

#include "fga/format/format.h"
#include "fga/json/format.h"
#include "fga/json/read.h"
#include "fga/lex/lexer.h"
#include "fga/lower/lower.h"
#include "fga/modules/read_modules.h"
#include "fga/parse/parse.h"
#include "fga/regenerate/regenerate.h"
#include "fga/sema/check.h"
#include "lint/lint.h"
#include "sema/check.h"
#include "zanzibar/format/format.h"
#include "zanzibar/lex/lexer.h"
#include "zanzibar/lower/lower.h"
#include "zanzibar/parse/parse.h"
#include "zanzibar/regenerate/regenerate.h"
#include "zed/compose/compose.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lint/lint.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

Reading read_zed(const Source& source, const ReadFile& read_file, Sink& sink) {
    zed::Composition files = zed::compose(source, read_file, sink);
    zed::read_suppressions(files.trees, sink);
    Reading reading{std::move(files.imported), zed::lower(files.trees, sink), {}};
    sema::check(reading.schema, sink);
    reading.trees = std::move(files.trees);
    return reading;
}

void lint_zed(const Reading& reading, const Source& source, Sink& sink) {
    sink.advise_on_first_file();
    zed::lint(reading.trees, source, sink);
    ir::lint(reading.schema, sink);
    zed::report_unused_suppressions(source, sink);
}

/// Advice of languages that have none on how they are written.
void lint_meaning(const Reading& reading, const Source&, Sink& sink) {
    sink.advise_on_first_file();
    ir::lint(reading.schema, sink);
}

std::optional<std::string> format_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zed::format(file));
}

Reading read_fga(const Source& source, const ReadFile& read_file, Sink& sink) {
    Reading reading;
    if (fga::is_manifest(source.file_name()))
        reading.schema = fga::read_modules(source, read_file, reading.imported, sink);
    else
        reading.schema = fga::lower(fga::parse(*fga::lex(source.text()), sink), sink);
    reading.schema.is_broken = sink.has_errors();
    fga::check(reading.schema, sink);
    return reading;
}

std::optional<std::string> format_fga(const Source& source, Sink& sink) {
    const auto tokens = fga::lex(source.text());
    (void)fga::parse(*tokens, sink);
    return sink.has_errors() ? std::nullopt : std::optional(fga::format(*tokens, source.text()));
}

Reading read_fga_json(const Source& source, const ReadFile&, Sink& sink) {
    Reading reading{{}, fga::read_json(source, sink), {}};
    fga::check(reading.schema, sink);
    return reading;
}

std::optional<std::string> format_fga_json(const Source& source, Sink& sink) {
    const auto document = fga::Document::parse(source, sink);
    return document ? std::optional(fga::format_json(*document, source)) : std::nullopt;
}

Reading read_zanzibar(const Source& source, const ReadFile&, Sink& sink) {
    const zanzibar::File file = zanzibar::parse(zanzibar::lex(source), source, sink);
    if (sink.has_errors()) // braces may not mean what they seem to
        return {};
    Reading reading{{}, zanzibar::lower(file, sink), {}};
    sema::check(reading.schema, sink);
    return reading;
}

std::optional<std::string> format_zanzibar(const Source& source, Sink& sink) {
    const zanzibar::File file = zanzibar::parse(zanzibar::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zanzibar::format(file));
}

/// A regenerate that has words for everything.
template <std::string (*Regenerate)(const ir::Schema&)>
Result<std::string> always(const ir::Schema& schema) {
    return Regenerate(schema);
}

/// Of a model in one file there is no source to show.
Result<std::string> regenerate_fga(const ir::Schema& schema) {
    return fga::regenerate(schema, fga::SourceInfo::Shown);
}

} // namespace

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    case Language::Fga: return {read_fga, regenerate_fga, format_fga, lint_meaning};
    case Language::FgaJson:
        return {read_fga_json, fga::regenerate_json, format_fga_json, lint_meaning};
    case Language::Zanzibar:
        return {read_zanzibar, always<zanzibar::regenerate>, format_zanzibar, lint_meaning};
    }
    return {read_zed, always<zed::regenerate>, format_zed, lint_zed};
}

} // namespace pemba::schema
