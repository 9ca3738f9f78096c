// YAML: yaml-cpp parses; plain scalars get their types here.
#include "openfga/yaml.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace pemba::openfga {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostValues = 1'000'000;

template <class Number>
std::optional<Number> whole_number(std::string_view text, int base = 10) {
    Number number{};
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (wrong != std::errc() || end != text.data() + text.size())
        return {};
    return number;
}

std::optional<json::value> integer(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0o")) {
        const auto number = whole_number<std::int64_t>(text.substr(2), text[1] == 'x' ? 16 : 8);
        return number ? std::optional<json::value>(*number) : std::nullopt;
    }
    if (const auto number = whole_number<std::int64_t>(text))
        return json::value(*number);
    if (const auto number = whole_number<std::uint64_t>(text))
        return json::value(*number);
    return {};
}

std::optional<json::value> fraction(std::string_view text) {
    const bool begins_as_one = text.find_first_of("0123456789") <= 2;
    double number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = wrong == std::errc() && end == text.data() + text.size();
    if (!begins_as_one || !all || !std::isfinite(number))
        return {};
    return json::value(number);
}

json::value plain_scalar(std::string_view text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return nullptr;
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    const std::string_view number = text.starts_with('+') ? text.substr(1) : text;
    if (auto value = integer(number))
        return *std::move(value);
    if (auto value = fraction(number))
        return *std::move(value);
    return json::value(json::string(text));
}

json::value scalar(const YAML::Node& node) {
    const bool plain = node.Tag() == "?";
    return plain ? plain_scalar(node.Scalar()) : json::value(json::string(node.Scalar()));
}

// Fills values in with a stack of its own. Each slot stays where it is: its container is made at
// its full size before the slots in it are handed out.
class Conversion {
public:
    explicit Conversion(std::string file) : file_(std::move(file)) {}

    Result<json::value> run(const YAML::Node& root) {
        json::value result;
        open_.emplace_back(root, &result);
        for (std::size_t values = 0; !open_.empty(); ++values) {
            const auto [node, slot] = std::move(open_.back());
            open_.pop_back();
            if (values == kMostValues)
                return wrong_at(place_of(root, file_), "there are too many values below here");
            PEMBA_CHECK_OK(fill(node, *slot));
        }
        return result;
    }

private:
    Result<void> fill(const YAML::Node& node, json::value& slot) {
        if (node.IsScalar())
            slot = scalar(node);
        else if (node.IsSequence())
            fill_array(node, slot.emplace_array());
        else if (node.IsMap())
            return fill_object(node, slot.emplace_object());
        return {};
    }

    void fill_array(const YAML::Node& node, json::array& array) {
        array.resize(node.size());
        for (std::size_t i = 0; i < array.size(); ++i)
            open_.emplace_back(node[i], &array[i]);
    }

    Result<void> fill_object(const YAML::Node& node, json::object& object) {
        object.reserve(node.size());
        for (const auto& entry : node) {
            if (!entry.first.IsScalar())
                return wrong_at(place_of(entry.first, file_), "a key must be a text");
            const auto [member, is_new] = object.emplace(entry.first.Scalar(), nullptr);
            if (!is_new)
                return wrong_at(place_of(entry.first, file_),
                                fmt::format("`{}` stands twice", entry.first.Scalar()));
            open_.emplace_back(entry.second, &member->value());
        }
        return {};
    }

    std::string file_;
    std::vector<std::pair<YAML::Node, json::value*>> open_;
};

} // namespace

Error wrong_at(const Place& place, std::string_view what) {
    return {ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", place.file, place.line, what), {}};
}

Place place_of(const YAML::Node& node, const std::string& file) {
    return {file, node.Mark().line + 1};
}

Result<YAML::Node> load_yaml(const std::string& text, const std::string& file) {
    try {
        return YAML::Load(text);
    } catch (const YAML::Exception& wrong) { // the library's way to say that it is not YAML
        return wrong_at({file, wrong.mark.line + 1}, wrong.msg);
    }
}

bool has_value(const YAML::Node& node) {
    return node.IsDefined() && !node.IsNull();
}

Result<void> expect_keys(const YAML::Node& node, const std::string& file,
                         std::initializer_list<std::string_view> keys) {
    if (!node.IsMap())
        return wrong_at(place_of(node, file),
                        fmt::format("keys are meant here: {}", fmt::join(keys, ", ")));
    for (const auto& entry : node) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        if (std::ranges::find(keys, key) == keys.end())
            return wrong_at(place_of(entry.first, file),
                            fmt::format("there is no key `{}` here; the keys are {}", key,
                                        fmt::join(keys, ", ")));
    }
    return {};
}

Result<std::string> text_in(const YAML::Node& node, const std::string& file,
                            std::string_view what) {
    if (node.IsDefined() && node.IsScalar())
        return node.Scalar();
    return wrong_at(place_of(node, file), fmt::format("`{}` must be a text", what));
}

Result<json::value> json_of(const YAML::Node& node, const std::string& file) {
    return Conversion(file).run(node);
}

} // namespace pemba::openfga
