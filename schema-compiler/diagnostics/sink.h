// Sink: collects what the compiler's steps report; nobody prints where a problem is found.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "diagnostics/kind.h"
#include "source/source.h"

namespace pemba::schema {

/// One problem with byte offsets, before it is made readable.
class Report {
public:
    struct Label {
        ByteSpan span;
        std::string text;
    };
    using Arguments = std::vector<std::pair<std::string, std::string>>;

    Report(Kind kind, ByteSpan span, Arguments arguments);

    /// A second place, with words.
    Report& label(ByteSpan span, std::string text);
    /// What to do about it. An empty text leaves none.
    Report& hint(std::string text);
    /// The same, computed only if the report is kept.
    template <class Compute>
    requires std::is_invocable_r_v<std::string, Compute> Report& hint(Compute compute) {
        return is_kept_ ? hint(std::string(compute())) : *this;
    }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] ByteSpan span() const noexcept { return span_; }
    [[nodiscard]] const Arguments& arguments() const noexcept { return arguments_; }

private:
    friend class Sink;

    Kind kind_;
    ByteSpan span_;
    Arguments arguments_;
    std::vector<Label> labels_;
    std::string hint_;
    bool is_kept_ = true;
};

/// A message with its `{key}`s replaced by arguments; braces around anything else stay.
[[nodiscard]] std::string fill_in(std::string_view message, const Report::Arguments& arguments);

/// Not thread-safe. Views a source that must outlive it.
class Sink {
public:
    /// Reports beyond this many are dropped and a note says so. Warnings have a limit of their own,
    /// so that they never crowd out an error.
    static constexpr std::size_t kMaxErrors = 100;
    static constexpr std::size_t kMaxWarnings = 50;

    explicit Sink(const Source& source);

    /// Adds a problem. The reference is valid until the next report; use it at once, for labels
    /// and a hint. A second report of one kind at one place is dropped.
    Report& report(Kind kind, ByteSpan span, Report::Arguments arguments = {});

    [[nodiscard]] bool has_errors() const noexcept { return errors_ > 0; }
    /// Something was dropped and further errors would be: a step may stop.
    [[nodiscard]] bool is_full() const noexcept { return overflowed_ && errors_ == kMaxErrors; }

    /// What was reported and kept, in the order in which it was. Valid until the next report.
    [[nodiscard]] const std::vector<Report>& reports() const noexcept { return reports_; }

    /// Everything reported, ordered by position, with lines and columns. Leaves the sink empty.
    [[nodiscard]] std::vector<Diagnostic> take();

private:
    [[nodiscard]] bool is_repeated(Kind kind, ByteSpan span) const;

    const Source& source_;
    std::vector<Report> reports_;
    Report dropped_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
    bool overflowed_ = false;
};

} // namespace pemba::schema
