#include "tuple_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "console/tuple_lines.h"

namespace pemba::database {
namespace {

constexpr std::size_t kBytesPerPiece = 256 * 1024;
constexpr std::size_t kUsualLineBytes = 32;

} // namespace

std::size_t TupleText::pieces() const {
    return (text_.size() + kBytesPerPiece - 1) / kBytesPerPiece;
}

std::size_t TupleText::begin_of(std::size_t piece) const {
    if (piece == 0)
        return 0;
    const auto before = text_.find('\n', piece * kBytesPerPiece - 1);
    return before == std::string_view::npos ? text_.size() : before + 1;
}

std::string_view TupleText::text_of(std::size_t piece) const {
    const auto begin = begin_of(piece);
    return text_.substr(begin, begin_of(piece + 1) - begin);
}

Result<std::vector<RelationTuple>> TupleText::read(std::size_t piece) const {
    const auto text = text_of(piece);
    console::TupleLines lines(text, name_, 1, dialect_);
    std::vector<RelationTuple> tuples;
    tuples.reserve(text.size() / kUsualLineBytes);
    for (;;) {
        auto line = lines.next();
        if (!line) // once more, from the piece's place in the text
            return console::all_tuples(text, name_, first_line_of(piece), dialect_);
        if (!*line)
            return tuples;
        tuples.push_back(std::move((*line)->tuple));
    }
}

std::size_t TupleText::first_line_of(std::size_t piece) const {
    const auto before = text_.substr(0, begin_of(piece));
    return first_line_ + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::string TupleText::place_of(std::size_t piece, std::size_t index) const {
    console::TupleLines lines(text_of(piece), name_, first_line_of(piece), dialect_);
    std::size_t number = 0;
    for (std::size_t i = 0; i <= index; ++i)
        if (auto line = lines.next(); line && *line)
            number = (*line)->number;
    return fmt::format("{}:{}", name_, number);
}

} // namespace pemba::database
