// Collecting reports and turning them into Diagnostics.
#include "diagnostics/sink.h"

#include <algorithm>

namespace pemba::schema {

namespace {

// Names are quoted in messages; nobody reads one that fills the screen.
constexpr std::size_t kMaxQuotedBytes = 160;

/// Cuts at a character's boundary.
std::string shortened(std::string_view text) {
    if (text.size() <= kMaxQuotedBytes)
        return std::string(text);
    std::size_t end = kMaxQuotedBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "…";
}

Span to_span(const Source& source, ByteSpan bytes) {
    const Position begin = source.position(bytes.begin), end = source.position(bytes.end);
    return {bytes.begin, bytes.end, begin.line, begin.column, end.line, end.column};
}

/// The text at a span; nothing where it is not text.
std::string excerpt(const Source& source, ByteSpan span) {
    const std::string_view text = source.slice(span);
    return find_malformed_utf8(text) == std::string_view::npos ? shortened(text) : std::string();
}

Report::Arguments shortened(Report::Arguments arguments) {
    for (auto& [key, value] : arguments)
        value = shortened(value);
    return arguments;
}

} // namespace

std::string fill_in(std::string_view message, const Report::Arguments& arguments) {
    std::string result;
    while (!message.empty()) {
        const std::size_t open = message.find('{');
        result += message.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const std::size_t close = message.find('}', open);
        const std::string_view key = message.substr(open + 1, close - open - 1);
        const auto found = std::ranges::find(arguments, key, &Report::Arguments::value_type::first);
        result += found == arguments.end() ? message.substr(open, close - open + 1) : found->second;
        message.remove_prefix(close + 1);
    }
    return result;
}

Report::Report(Kind kind, ByteSpan span, Arguments arguments)
    : kind_(kind), span_(span), arguments_(std::move(arguments)) {}

Report& Report::label(ByteSpan span, std::string text) {
    labels_.push_back({span, std::move(text)});
    return *this;
}

Report& Report::hint(std::string text) {
    hint_ = std::move(text);
    return *this;
}

bool Sink::is_repeated(Kind kind, ByteSpan span) const {
    return std::any_of(reports_.begin(), reports_.end(), [&](const Report& report) {
        return report.kind_ == kind && report.span_ == span;
    });
}

Sink::Sink(const Source& source) : source_(source), dropped_(Kind::TooManyDiagnostics, {}, {}) {
    dropped_.is_kept_ = false;
}

Report& Sink::report(Kind kind, ByteSpan span, Report::Arguments arguments) {
    const bool is_error = info(kind).severity == Severity::Error;
    std::size_t& count = is_error ? errors_ : warnings_;
    const bool is_full = count == (is_error ? kMaxErrors : kMaxWarnings);
    overflowed_ = overflowed_ || is_full;
    dropped_.labels_.clear();
    if (is_full || is_repeated(kind, span))
        return dropped_;
    ++count;
    return reports_.emplace_back(kind, span, std::move(arguments));
}

std::vector<Diagnostic> Sink::take() {
    std::stable_sort(reports_.begin(), reports_.end(), [](const Report& a, const Report& b) {
        return a.span_.begin < b.span_.begin;
    });
    if (overflowed_) {
        const auto end = static_cast<std::uint32_t>(source_.text().size());
        reports_.push_back(
            {Kind::TooManyDiagnostics, {end, end}, {{"limit", std::to_string(reports_.size())}}});
    }
    std::vector<Diagnostic> result;
    for (Report& report : reports_) {
        const KindInfo& kind = info(report.kind_);
        Report::Arguments arguments = shortened(std::move(report.arguments_));
        Diagnostic diagnostic{std::string(kind.code), kind.severity, kind.phase,
                              fill_in(kind.message, arguments), to_span(source_, report.span_)};
        for (Report::Label& label : report.labels_)
            diagnostic.labels.push_back({to_span(source_, label.span), std::move(label.text)});
        diagnostic.hint = std::move(report.hint_);
        diagnostic.source_code = excerpt(source_, report.span_);
        diagnostic.details = std::move(arguments);
        result.push_back(std::move(diagnostic));
    }
    reports_.clear();
    return result;
}

} // namespace pemba::schema
