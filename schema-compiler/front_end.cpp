// The front ends, one after the other, and their table.
#include "front_end.h"

#include "fga/format/format.h"
#include "fga/json/format.h"
#include "fga/json/read.h"
#include "fga/lex/lexer.h"
#include "fga/lower/lower.h"
#include "fga/parse/parse.h"
#include "fga/regenerate/regenerate.h"
#include "fga/sema/check.h"
#include "sema/check.h"
#include "zanzibar/format/format.h"
#include "zanzibar/lex/lexer.h"
#include "zanzibar/lower/lower.h"
#include "zanzibar/parse/parse.h"
#include "zanzibar/regenerate/regenerate.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

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

ir::Schema read_fga(const Source& source, Sink& sink) {
    const auto tokens = fga::lex(source.text());
    ir::Schema lowered = fga::lower(fga::parse(*tokens, sink), sink);
    lowered.is_broken = sink.has_errors();
    fga::check(lowered, sink);
    return lowered;
}

std::optional<std::string> format_fga(const Source& source, Sink& sink) {
    const auto tokens = fga::lex(source.text());
    (void)fga::parse(*tokens, sink);
    return sink.has_errors() ? std::nullopt : std::optional(fga::format(*tokens, source.text()));
}

ir::Schema read_fga_json(const Source& source, Sink& sink) {
    ir::Schema read = fga::read_json(source, sink);
    fga::check(read, sink);
    return read;
}

std::optional<std::string> format_fga_json(const Source& source, Sink& sink) {
    const auto document = fga::Document::parse(source, sink);
    return document ? std::optional(fga::format_json(*document, source)) : std::nullopt;
}

ir::Schema read_zanzibar(const Source& source, Sink& sink) {
    const zanzibar::File file = zanzibar::parse(zanzibar::lex(source), source, sink);
    if (sink.has_errors()) // braces may not mean what they seem to
        return {};
    ir::Schema lowered = zanzibar::lower(file, sink);
    sema::check(lowered, sink);
    return lowered;
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

Result<std::string> regenerate_fga(const ir::Schema& schema) {
    return fga::regenerate(schema);
}

} // namespace

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    case Language::Fga: return {read_fga, regenerate_fga, format_fga};
    case Language::FgaJson: return {read_fga_json, fga::regenerate_json, format_fga_json};
    case Language::Zanzibar: return {read_zanzibar, always<zanzibar::regenerate>, format_zanzibar};
    }
    return {read_zed, always<zed::regenerate>, format_zed};
}

} // namespace pemba::schema
