// Reading validation files.
#include "validation_file.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "console/file.h"

namespace pemba::client {
namespace {

int line_of(const YAML::Node& node) {
    return node.Mark().line + 1;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r").find(text.front()) != text.npos)
        text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r").find(text.back()) != text.npos)
        text.remove_suffix(1);
    return text;
}

class Reader {
public:
    explicit Reader(std::string path) : path_(std::move(path)) {}

    Result<ValidationFile> run() {
        PEMBA_TRY(auto text, console::read_file(path_));
        YAML::Node root;
        try {
            root = YAML::Load(text);
        } catch (const YAML::Exception& wrong) { // the library's way to say that it is not YAML
            return invalid(wrong.mark.line + 1, wrong.msg);
        }
        if (!root.IsMap())
            return invalid(1, "this is not a validation file: it has no keys");
        try {
            PEMBA_CHECK_OK(read_schema(root));
            PEMBA_CHECK_OK(read_tuples(root["relationships"]));
            PEMBA_CHECK_OK(read_assertions(root["assertions"]));
            PEMBA_CHECK_OK(read_expected(root["validation"]));
        } catch (const YAML::Exception& wrong) { // a value of another kind than is read
            return invalid(wrong.mark.line + 1, wrong.msg);
        }
        return std::move(file_);
    }

private:
    [[nodiscard]] Error invalid(int line, const std::string& what) const {
        return {ErrorCode::InvalidArgument,
                fmt::format("{}:{}: {}", console::display_name(path_), line, what),
                {}};
    }

    Result<void> read_schema(const YAML::Node& root) {
        for (const char* legacy : {"namespace_configs", "validation_tuples"})
            if (root[legacy])
                return invalid(line_of(root[legacy]),
                               fmt::format("`{}` is of an old format; write `schema` and "
                                           "`relationships` instead",
                                           legacy));
        const YAML::Node text = root["schema"], name = root["schemaFile"];
        if (text && name)
            return invalid(line_of(name), "`schema` and `schemaFile` are both there");
        if (!text && !name)
            return invalid(1, "neither `schema` nor `schemaFile` is there");
        file_.schema_name = path_;
        if (text) {
            file_.schema = text.as<std::string>();
            return {};
        }
        const auto beside = std::filesystem::path(path_).parent_path() / name.as<std::string>();
        file_.schema_name = beside.string();
        PEMBA_TRY(file_.schema, console::read_file(file_.schema_name));
        return {};
    }

    Result<void> read_tuples(const YAML::Node& node) {
        if (!node || node.IsNull())
            return {};
        const std::string text = node.as<std::string>();
        std::set<std::string> seen;
        // A block begins on the line after its key.
        int line = line_of(node);
        for (std::size_t at = 0; at < text.size(); ++line) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string_view written = trimmed(std::string_view(text).substr(at, end - at));
            at = end + 1;
            if (written.empty() || written.starts_with("//"))
                continue;
            auto tuple = parse_relation_tuple(written);
            if (!tuple)
                return invalid(line, fmt::format("`{}`: {}", written, tuple.error().message));
            if (!seen.insert(to_string(edge_of(*tuple))).second)
                return invalid(line, fmt::format("`{}` stands twice", written));
            file_.tuples.push_back(*std::move(tuple));
        }
        return {};
    }

    Result<void> read_assertions(const YAML::Node& node) {
        if (!node || node.IsNull())
            return {};
        constexpr std::pair<const char*, Permissionship> kKinds[] = {
            {"assertTrue", Permissionship::Yes},
            {"assertCaveated", Permissionship::Conditional},
            {"assertFalse", Permissionship::No}};
        for (const auto& [key, expected] : kKinds)
            if (const YAML::Node list = node[key]; list && list.IsSequence())
                for (const YAML::Node& item : list)
                    PEMBA_CHECK_OK(add_assertion(item.as<std::string>(), line_of(item), expected));
        return {};
    }

    Result<void> add_assertion(const std::string& text, int line, Permissionship expected) {
        constexpr std::string_view kWith = " with ";
        const std::size_t with = text.find(kWith);
        auto tuple = parse_relation_tuple(trimmed(std::string_view(text).substr(0, with)));
        if (!tuple)
            return invalid(line, fmt::format("`{}`: {}", text, tuple.error().message));
        if (tuple->condition)
            return invalid(line, fmt::format("`{}`: an assertion has no caveat; its values "
                                             "come after `with`",
                                             text));
        Assertion assertion{text,           line, expected, {tuple->object, tuple->relation},
                            tuple->subject, {}};
        if (with != text.npos)
            assertion.context = trimmed(std::string_view(text).substr(with + kWith.size()));
        file_.assertions.push_back(std::move(assertion));
        return {};
    }

    Result<void> read_expected(const YAML::Node& node) {
        if (!node || node.IsNull())
            return {};
        for (const auto& entry : node) {
            ExpectedSubjects expected;
            expected.line = line_of(entry.first);
            auto userset = parse_userset(entry.first.as<std::string>());
            if (!userset)
                return invalid(expected.line, userset.error().message);
            expected.userset = *std::move(userset);
            for (const YAML::Node& item : entry.second) {
                auto row = canonical_row(item.as<std::string>());
                if (!row)
                    return invalid(line_of(item), row.error().message);
                expected.rows.push_back(*std::move(row));
            }
            file_.expected.push_back(std::move(expected));
        }
        return {};
    }

    std::string path_;
    ValidationFile file_;
};

// The parts of a list, in order.
std::string sorted(std::string_view list, std::string_view separator) {
    std::set<std::string_view> parts;
    while (true) {
        const std::size_t end = list.find(separator);
        parts.insert(trimmed(list.substr(0, end)));
        if (end == list.npos)
            break;
        list.remove_prefix(end + separator.size());
    }
    std::string text;
    for (const std::string_view part : parts)
        text += (text.empty() ? "" : std::string(separator)) + std::string(part);
    return text;
}

} // namespace

Result<ValidationFile> read_validation_file(const std::string& path) {
    return Reader(path).run();
}

Result<std::string> canonical_row(const std::string& row) {
    const std::string_view text = trimmed(row);
    const std::size_t is = text.find("] is ");
    if (!text.starts_with('[') || is == text.npos)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("`{}` is not of the form `[subject] is <relation>`", row),
                     {}};
    std::string subject(text.substr(1, is - 1));
    if (const std::size_t open = subject.find('{'), close = subject.find('}');
        open != subject.npos && close != subject.npos)
        subject = subject.substr(0, open + 1) +
                  sorted(std::string_view(subject).substr(open + 1, close - open - 1), ",") + "}";
    return fmt::format("[{}] is {}", subject, sorted(text.substr(is + 5), "/"));
}

} // namespace pemba::client
