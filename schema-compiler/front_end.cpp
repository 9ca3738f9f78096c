// The front ends, one after the other, and their table.
#include "front_end.h"

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

} // namespace

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Zed: break;
    case Language::Zanzibar: return {read_zanzibar, zanzibar::regenerate, format_zanzibar};
    }
    return {read_zed, zed::regenerate, format_zed};
}

} // namespace pemba::schema
