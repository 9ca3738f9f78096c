// Places, from the whole to its parts.
#include "fga/modules/joined_files.h"

#include <algorithm>

namespace pemba::schema::fga {

JoinedFiles::JoinedFiles(const std::vector<SourceFile>& files) {
    std::size_t lines = 0;
    for (const SourceFile& file : files) {
        names_.push_back(file.name);
        begins_.push_back(static_cast<std::uint32_t>(text_.size()));
        lines_.push_back(lines);
        text_ += file.text + "\n";
        lines += static_cast<std::size_t>(std::ranges::count(file.text, '\n')) + 1;
    }
}

std::size_t JoinedFiles::file_of(const Span& span) const {
    const auto next = std::ranges::upper_bound(begins_, span.begin);
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - begins_.begin(), 1) - 1);
}

Span JoinedFiles::in_file(Span span, std::size_t file) const {
    span.begin -= begins_[file];
    span.end -= begins_[file];
    span.line -= lines_[file];
    span.end_line -= lines_[file];
    return span;
}

std::vector<std::vector<Diagnostic>>
JoinedFiles::by_file(std::vector<Diagnostic> diagnostics) const {
    std::vector<std::vector<Diagnostic>> result(names_.size());
    for (Diagnostic& diagnostic : diagnostics) {
        const std::size_t file = file_of(diagnostic.span);
        diagnostic.span = in_file(diagnostic.span, file);
        std::vector<Label> labels;
        for (Label& label : diagnostic.labels) {
            const std::size_t other = file_of(label.span);
            const Span span = in_file(label.span, other);
            if (other == file) {
                labels.push_back({span, std::move(label.text)});
                continue;
            }
            diagnostic.hint += (diagnostic.hint.empty() ? "" : "; ") + label.text + ": " +
                               names_[other] + ":" + std::to_string(span.line) + ":" +
                               std::to_string(span.column);
        }
        diagnostic.labels = std::move(labels);
        result[file].push_back(std::move(diagnostic));
    }
    return result;
}

} // namespace pemba::schema::fga
