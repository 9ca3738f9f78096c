// Which kind of word an author is about to write.
#pragma once

#include <cstdint>
#include <string>

#include "source/source.h"

namespace pemba::schema::lsp {

enum class Wanted : std::uint8_t {
    Nothing,
    Item,            ///< `definition` and what else can begin at the top
    Feature,         ///< after `use`
    Member,          ///< `relation` and what else can begin in a definition
    Partial,         ///< after `...`
    Type,            ///< after the `:` or a `|` of a relation, or of a permission
    Star,            ///< after `user:`
    SubjectRelation, ///< after `group#`; of the type `name`
    Trait,           ///< after `with`
    Expiration,      ///< after `with weekend and`
    Operand,         ///< in an expression
    ArrowFunction,   ///< after `parent.`
    ArrowTarget,     ///< after `parent->` or `parent.all(`; `name` is the left side
    ParameterType,   ///< after the name of a caveat's parameter
    Parameter,       ///< in a caveat's expression
};

struct CompletionContext {
    Wanted wanted = Wanted::Nothing;
    std::string container; ///< the definition, partial or caveat around the place
    std::string name;      ///< what the word depends on
    ByteSpan replaced;     ///< what is written of the word so far
};

/// Looks at words only, so that it works in a text that does not parse. O(text).
[[nodiscard]] CompletionContext completion_context(const Source& source, std::uint32_t offset);

} // namespace pemba::schema::lsp
