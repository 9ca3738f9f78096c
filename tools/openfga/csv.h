// CSV: rows of fields as RFC 4180 has them: commas, fields in quotes, quotes in them doubled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openfga/yaml.h"

namespace pemba::openfga {

struct CsvRow {
    int line = 0; ///< on which it begins, from 1
    std::vector<std::string> fields;
};

/// Walks a text; empty lines mean nothing. Views the text, which must outlive it.
class CsvRows {
public:
    CsvRows(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

    /// The next row, or nothing at the end. Errors: InvalidArgument, with the place.
    [[nodiscard]] Result<std::optional<CsvRow>> next();

private:
    [[nodiscard]] Result<std::string> field();
    [[nodiscard]] Result<std::string> quoted_field();
    [[nodiscard]] bool take(char c);
    [[nodiscard]] bool take_end_of_line();

    std::string_view text_; ///< what is left
    std::string file_;
    int line_ = 1;
};

} // namespace pemba::openfga
