// FrontEnd: what a language brings to the compiler.
#pragma once

#include <optional>
#include <string>

#include "diagnostics/sink.h"
#include "ir/ir.h"
#include "pemba/result.h"
#include "pemba/schema/language.h"

namespace pemba::schema {

/// How a language's text becomes the language-neutral form, and how that is written in it.
struct FrontEnd {
    /// Everything up to and with the checks of names and types.
    ir::Schema (*read)(const Source& source, Sink& sink);
    /// The canonical text, without comments that belong to nothing. The schema has no errors; it
    /// may be of another dialect. Errors: InvalidSchema if the language has no words for it.
    Result<std::string> (*regenerate)(const ir::Schema& schema);
    /// The text laid out; nothing if it does not parse.
    std::optional<std::string> (*format)(const Source& source, Sink& sink);
};

[[nodiscard]] FrontEnd front_end_of(Language language);

} // namespace pemba::schema
