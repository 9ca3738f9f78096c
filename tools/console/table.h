// Table: rows of text in aligned columns.
#pragma once

#include <string>
#include <vector>

namespace pemba::console {

enum class Align { Left, Right };

/// Collects rows, then lays them out two spaces apart. Widths count code points, so cells must not
/// hold colour.
class Table {
public:
    explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

    /// A row may be shorter than the columns, not longer.
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    /// The whole table, each line ended by a newline and without spaces before it.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Align> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The number of code points of a UTF-8 text: its width, near enough.
[[nodiscard]] std::size_t width(const std::string& text) noexcept;

} // namespace pemba::console
