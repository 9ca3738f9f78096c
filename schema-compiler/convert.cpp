// convert(): read the bytes, see that nothing is lost, write, and compile what was written.
#include "pemba/schema/convert.h"

#include <algorithm>

#include <fmt/format.h>

#include "convert/comments.h"
#include "convert/losses.h"
#include "convert/operands.h"
#include "emit/read.h"
#include "front_end.h"
#include "pemba/schema/compile.h"

namespace pemba::schema {

namespace {

constexpr std::size_t kMaxNamed = 10;

Error refusal(Language to, const std::string& reason) {
    return {ErrorCode::InvalidArgument,
            fmt::format("this schema has no form in the language `{}`: {}", info(to).name, reason)};
}

std::string named(const std::vector<std::string>& lost) {
    std::string names;
    for (std::size_t i = 0; i < std::min(lost.size(), kMaxNamed); ++i)
        names += (i == 0 ? "" : "; ") + lost[i];
    if (lost.size() > kMaxNamed)
        names += fmt::format("; and {} more", lost.size() - kMaxNamed);
    return names;
}

std::string first_error(const std::vector<Diagnostic>& diagnostics) {
    const auto error = std::ranges::find(diagnostics, Severity::Error, &Diagnostic::severity);
    return error == diagnostics.end() ? "it does not compile" : error->message;
}

} // namespace

Result<std::string> convert(const Schema& schema, Language to) {
    ir::Schema read_back = read(schema);
    if (read_back.dialect != info(to).dialect) {
        if (const std::vector<std::string> lost = losses(read_back, info(to).dialect);
            !lost.empty())
            return refusal(to, named(lost));
        translate_comments(read_back, info(to).dialect);
        unwrap_single_operands(read_back);
    }
    const Result<std::string> text = front_end_of(to).regenerate(read_back);
    if (!text)
        return refusal(to, text.error().message);
    // Each language has rules of its own, which its compiler knows.
    const CompileResult written = compile(*text, "converted", to);
    if (!written.schema)
        return refusal(to, first_error(written.diagnostics));
    return std::string(written.schema->text());
}

} // namespace pemba::schema
