// The manifest, by yaml-cpp.
#include "fga/modules/manifest.h"

#include <algorithm>

#include <yaml-cpp/yaml.h>

namespace pemba::schema::fga {

namespace {

constexpr std::string_view kVersion = "1.2";
constexpr std::string_view kExtension = ".fga";

// What stands without quotes may be something else than a string.
bool is_string(const YAML::Node& node) {
    if (!node.IsScalar())
        return false;
    if (node.Tag() != "?")
        return true;
    const std::string& text = node.Scalar();
    double number = 0;
    return text != "true" && text != "false" && !YAML::convert<double>::decode(node, number);
}

/// `%2e` is `.`, and `\` is as good as `/`.
std::string plain_path(const std::string& path) {
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool is_escape =
            path[i] == '%' && i + 2 < path.size() &&
            path.substr(i + 1, 2).find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
        char c = path[i];
        if (is_escape) {
            c = static_cast<char>(std::stoi(path.substr(i + 1, 2), nullptr, 16));
            i += 2;
        }
        plain += c == '\\' ? '/' : c;
    }
    return plain;
}

class Reader {
public:
    Reader(std::string_view text, Sink& sink) : text_(text), sink_(sink) {}

    std::optional<Manifest> run() {
        YAML::Node root;
        try {
            root = YAML::Load(std::string(text_));
        } catch (const YAML::Exception& error) {
            sink_.report(Kind::ManifestMalformed, span(error.mark, 0), {{"reason", error.msg}});
            return std::nullopt;
        }
        const bool is_map = root.IsMap();
        const bool has_version = read_version(is_map ? root["schema"] : YAML::Node());
        const bool has_files = read_files(is_map ? root["contents"] : YAML::Node());
        return has_version && has_files ? std::optional(std::move(manifest_)) : std::nullopt;
    }

private:
    bool read_version(const YAML::Node& node) {
        if (!node.IsDefined() || node.IsNull())
            return wrong({}, "missing schema field");
        if (!is_string(node))
            return wrong(span(node),
                         "unexpected schema type, expected string got value " + shown(node));
        if (node.Scalar() != kVersion)
            return wrong(span(node), "unsupported schema version, fga.mod only supported in "
                                     "version `1.2`");
        manifest_.version = {node.Scalar(), span(node)};
        return true;
    }

    bool read_files(const YAML::Node& node) {
        if (!node.IsDefined() || node.IsNull())
            return wrong({}, "missing contents field");
        if (!node.IsSequence())
            return wrong(span(node),
                         "unexpected contents type, expected list of strings got value " +
                             shown(node));
        bool fits = true;
        for (const YAML::Node& item : node)
            fits = read_file(item) && fits;
        return fits;
    }

    bool read_file(const YAML::Node& node) {
        if (!is_string(node))
            return wrong(span(node),
                         "unexpected contents item type, expected string got value " + shown(node));
        const std::string path = plain_path(node.Scalar());
        if (path.starts_with('/') || path.find("../") != std::string::npos)
            return wrong(span(node), "invalid contents item " + node.Scalar());
        if (!path.ends_with(kExtension))
            return wrong(span(node),
                         "contents items should use `fga` file extension, got " + node.Scalar());
        manifest_.files.push_back({path, span(node)});
        return true;
    }

    bool wrong(ByteSpan span, std::string reason) {
        sink_.report(Kind::ManifestField, span, {{"reason", std::move(reason)}});
        return false;
    }

    static std::string shown(const YAML::Node& node) {
        return node.IsScalar() ? node.Scalar() : YAML::Dump(node);
    }

    [[nodiscard]] ByteSpan span(const YAML::Node& node) const {
        if (!node.IsScalar())
            return span(node.Mark(), 1);
        const auto begin = static_cast<std::size_t>(std::max(node.Mark().pos, 0));
        const char first = begin < text_.size() ? text_[begin] : '\0';
        if (first != '"' && first != '\'')
            return span(node.Mark(), node.Scalar().size());
        const std::size_t end = text_.find(first, begin + 1);
        return span(node.Mark(), std::min(end, text_.size()) + 1 - begin);
    }

    [[nodiscard]] ByteSpan span(const YAML::Mark& mark, std::size_t length) const {
        const auto begin = std::min<std::size_t>(std::max(mark.pos, 0), text_.size());
        return {static_cast<std::uint32_t>(begin),
                static_cast<std::uint32_t>(std::min(begin + length, text_.size()))};
    }

    std::string_view text_;
    Sink& sink_;
    Manifest manifest_;
};

} // namespace

std::optional<Manifest> read_manifest(std::string_view text, Sink& sink) {
    return Reader(text, sink).run();
}

} // namespace pemba::schema::fga
