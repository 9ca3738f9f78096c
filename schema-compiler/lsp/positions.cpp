// Counting code units, from marks that are never far.
#include "lsp/positions.h"

#include <algorithm>

namespace pemba::schema::lsp {

namespace {

constexpr std::size_t kStep = 256;

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

Positions::Positions(const Source& source, Encoding encoding)
    : source_(source), encoding_(encoding) {
    std::size_t units = 0;
    for (std::size_t byte = 0; byte < source.text().size(); ++byte) {
        if (byte % kStep == 0)
            units_.push_back(units);
        units += width(source.text()[byte]);
    }
    units_.push_back(units);
}

/// The code units that a character has are counted at its first byte.
std::size_t Positions::width(char c) const {
    if (encoding_ == Encoding::Utf8)
        return 1;
    return continues_character(c) ? 0 : static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
}

std::size_t Positions::units_before(std::size_t byte) const {
    std::size_t units = units_[byte / kStep];
    for (std::size_t at = byte - byte % kStep; at < byte; ++at)
        units += width(source_.text()[at]);
    return units;
}

EditorPosition Positions::position(std::uint32_t offset) const {
    const std::size_t byte = std::clamp(offset, source_.begin(), source_.end()) - source_.begin();
    const Position place = source_.position(offset);
    const std::size_t before_line = units_before(source_.line_begin(place.line));
    return {static_cast<std::uint32_t>(place.line - 1),
            static_cast<std::uint32_t>(units_before(byte) - before_line)};
}

std::uint32_t Positions::offset(EditorPosition position) const {
    const std::size_t line = std::size_t{position.line} + 1;
    if (line > source_.position(source_.end()).line)
        return source_.end();
    const std::string_view text = source_.text();
    const std::size_t begin = source_.line_begin(line);
    const std::size_t end = begin + source_.line_text(line).size();
    const std::size_t wanted = units_before(begin) + position.character;
    const auto after = std::upper_bound(units_.begin(), units_.end(), wanted);
    std::size_t byte = static_cast<std::size_t>(after - units_.begin() - 1) * kStep;
    byte = std::clamp(byte, begin, end);
    for (std::size_t units = units_before(byte); byte < end; ++byte) {
        units += width(text[byte]);
        if (units > wanted)
            break;
    }
    while (byte > begin && byte < text.size() && continues_character(text[byte]))
        --byte;
    return source_.begin() + static_cast<std::uint32_t>(byte);
}

} // namespace pemba::schema::lsp
