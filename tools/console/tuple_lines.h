// Tuple lines: relation tuples as text, one a line; blank lines and lines that begin with // mean
// nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "pemba/relation_tuple.h"

namespace pemba::console {

/// A tuple with the number of its line, from 1.
struct TupleLine {
    std::size_t number = 0;
    RelationTuple tuple;
};

/// Walks a text. Views the text, which must outlive it.
class TupleLines {
public:
    /// `name` is what errors call the text, such as its file's path.
    TupleLines(std::string_view text, std::string_view name, std::size_t first_line = 1,
               Dialect dialect = Dialect::Zed)
        : text_(text), name_(name), next_line_(first_line), dialect_(dialect) {}

    /// The next tuple, or nothing at the end. Errors: InvalidTuple, `NAME:LINE: reason`; the walk
    /// may go on behind the wrong line.
    [[nodiscard]] Result<std::optional<TupleLine>> next();

private:
    [[nodiscard]] std::optional<std::string_view> next_meaningful_line();

    std::string_view text_;
    std::string_view name_;
    std::size_t next_line_;
    Dialect dialect_;
};

/// Reads all of a text without keeping the tuples, and counts them. Errors: InvalidTuple, with the
/// first ten wrong lines, each as `NAME:LINE: reason`.
[[nodiscard]] Result<std::size_t> count_tuples(std::string_view text, std::string_view name,
                                               std::size_t first_line = 1,
                                               Dialect dialect = Dialect::Zed);

/// All tuples of a text. Errors: as count_tuples().
[[nodiscard]] Result<std::vector<RelationTuple>> all_tuples(std::string_view text,
                                                            std::string_view name,
                                                            std::size_t first_line = 1,
                                                            Dialect dialect = Dialect::Zed);

} // namespace pemba::console
