// What keeps a text from being read at all.
#pragma once

#include "diagnostics/sink.h"

namespace pemba::schema {

/// Whether a schema may have so many bytes, all its files together; reports at `place` if not.
[[nodiscard]] bool is_small_enough(std::size_t bytes, ByteSpan place, Sink& sink);

/// Whether the text, which is one of the sink's, is UTF-8; reports where it stops if not. O(text).
[[nodiscard]] bool is_utf8(const Source& source, Sink& sink);

} // namespace pemba::schema
