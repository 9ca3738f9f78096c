// convert(): a schema written in another language.
#pragma once

#include <string>

#include "pemba/result.h"
#include "pemba/schema.h"
#include "pemba/schema/language.h"

namespace pemba::schema {

/// The schema's canonical text in a language, which compiles to the same meaning: the same tuples
/// may be written, and checks have the same answers. Comments come along where the language has
/// any. Errors: InvalidArgument, naming what the language cannot say. O(schema).
[[nodiscard]] PEMBA_EXPORT Result<std::string> convert(const Schema& schema, Language to);

} // namespace pemba::schema
