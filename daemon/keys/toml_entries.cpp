#include "keys/toml_entries.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::keys {
namespace {

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

// 0 if it is left out.
Result<std::uint64_t> units_a_second(const toml::table& entry, std::string_view field) {
    constexpr std::int64_t kMost = 1'000'000'000;
    if (!entry.contains(field))
        return std::uint64_t{0};
    const auto number = entry[field].value_exact<std::int64_t>();
    if (!number || *number < 1 || *number > kMost)
        return invalid(fmt::format("`{}` is no number from 1 to {}", field, kMost));
    return static_cast<std::uint64_t>(*number);
}

std::string line_of(const toml::source_region& source) {
    return fmt::format("line {}", source.begin.line);
}

} // namespace

Result<void> for_each_entry(std::string_view text, std::string_view name, std::string_view hint,
                            const std::function<Result<void>(const toml::table& entry)>& take) {
    try {
        const toml::table file = toml::parse(text);
        for (const auto& [field, value] : file)
            if (field.str() != name || !value.is_array())
                return invalid(fmt::format("{}: `{}` is not `[[{}]]`", line_of(field.source()),
                                           field.str(), name));
        const toml::array* entries = file[name].as_array();
        if (entries == nullptr)
            return {};
        for (const toml::node& node : *entries) {
            const std::string place = line_of(node.source());
            if (!node.is_table())
                return invalid(fmt::format("{}: `{}` is not `[[{}]]`", place, name, name));
            if (auto taken = take(*node.as_table()); !taken)
                return std::move(taken).error().with_context(place);
        }
        return {};
    } catch (const toml::parse_error& error) {
        return invalid(fmt::format("{}: {}{}", line_of(error.source()), error.description(), hint));
    }
}

Result<void> expect_known_fields(const toml::table& entry, std::span<const char* const> fields) {
    for (const auto& [field, value] : entry)
        if (std::ranges::find(fields, field.str()) == fields.end())
            return invalid(fmt::format("there is no field `{}`", field.str()));
    return {};
}

Result<Quota> quota_in(const toml::table& entry) {
    Quota a_second;
    PEMBA_TRY(a_second.requests, units_a_second(entry, "requests-a-second"));
    PEMBA_TRY(a_second.tuple_reads, units_a_second(entry, "tuple-reads-a-second"));
    return a_second;
}

} // namespace pemba::keys
