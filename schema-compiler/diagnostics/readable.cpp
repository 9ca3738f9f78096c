// Sizes and encodings that are refused.
#include "diagnostics/readable.h"

namespace pemba::schema {

bool is_small_enough(std::size_t bytes, ByteSpan place, Sink& sink) {
    if (bytes <= Source::kMaxBytes)
        return true;
    sink.report(Kind::SchemaTooLarge, place,
                {{"size", std::to_string(bytes)}, {"limit", std::to_string(Source::kMaxBytes)}});
    return false;
}

bool is_utf8(const Source& source, Sink& sink) {
    const std::size_t malformed = find_malformed_utf8(source.text());
    if (malformed == std::string_view::npos)
        return true;
    const auto at = source.begin() + static_cast<std::uint32_t>(malformed);
    sink.report(Kind::NotUtf8, {at, at + 1}).hint("save the file as UTF-8");
    return false;
}

} // namespace pemba::schema
