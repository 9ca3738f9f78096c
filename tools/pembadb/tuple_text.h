// TupleText: a long text of tuple lines, read in pieces by several threads.
#pragma once

#include <string>
#include <string_view>

#include "pemba/bulk_load.h"

namespace pemba::database {

/// Cuts a text into pieces of some thousand lines.
class TupleText final : public TupleSource {
public:
    /// Views the text, which must outlive it. `name` is what errors call it, `first_line` the
    /// number of its first line.
    TupleText(std::string_view text, std::string name, std::size_t first_line, Dialect dialect)
        : text_(text), name_(std::move(name)), first_line_(first_line), dialect_(dialect) {}

    [[nodiscard]] std::size_t pieces() const override;
    /// Errors: InvalidTuple, `NAME:LINE: reason`.
    [[nodiscard]] Result<std::vector<RelationTuple>> read(std::size_t piece) const override;
    [[nodiscard]] std::string place_of(std::size_t piece, std::size_t index) const override;

private:
    /// Where a piece begins: with the first line at or after its share of the bytes.
    [[nodiscard]] std::size_t begin_of(std::size_t piece) const;
    [[nodiscard]] std::string_view text_of(std::size_t piece) const;
    /// The number of a piece's first line. O(text before), for errors.
    [[nodiscard]] std::size_t first_line_of(std::size_t piece) const;

    std::string_view text_;
    std::string name_;
    std::size_t first_line_;
    Dialect dialect_;
};

} // namespace pemba::database
