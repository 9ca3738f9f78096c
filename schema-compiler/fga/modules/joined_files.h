// JoinedFiles: several files as one text, so that a place in the text tells the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/modules.h"
#include "source/source.h"

namespace pemba::schema::fga {

class JoinedFiles {
public:
    /// Each file begins on a line of its own.
    explicit JoinedFiles(const std::vector<SourceFile>& files);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// Where a file begins in the text.
    [[nodiscard]] std::uint32_t begin(std::size_t file) const { return begins_[file]; }

    /// Sorts diagnostics with places in the text by files, with places in those. A label in another
    /// file than its diagnostic becomes part of the hint.
    [[nodiscard]] std::vector<std::vector<Diagnostic>>
    by_file(std::vector<Diagnostic> diagnostics) const;

private:
    [[nodiscard]] std::size_t file_of(const Span& span) const;
    [[nodiscard]] Span in_file(Span span, std::size_t file) const;

    std::string text_;
    std::vector<std::string> names_;
    std::vector<std::uint32_t> begins_;
    std::vector<std::size_t> lines_; ///< before each file
};

} // namespace pemba::schema::fga
