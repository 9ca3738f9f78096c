#include "keys/toml_entries.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::keys {
namespace {

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
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

} // namespace pemba::keys
