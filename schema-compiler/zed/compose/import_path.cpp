// Which paths may be imported.
#include "zed/compose/import_path.h"

#include <algorithm>
#include <filesystem>

namespace pemba::schema::zed {

namespace {

std::string_view without_quotes(std::string_view literal) {
    const std::size_t quotes = literal.size() >= 6 && literal[0] == literal[1] ? 3 : 1;
    return literal.substr(quotes, literal.size() - 2 * quotes);
}

bool has_segment(std::string_view path, std::string_view segment) {
    while (true) {
        const std::size_t slash = path.find('/');
        if (path.substr(0, slash) == segment)
            return true;
        if (slash == std::string_view::npos)
            return false;
        path.remove_prefix(slash + 1);
    }
}

/// Why a path may not be imported; empty if it may.
std::string_view path_fault(std::string_view path) {
    const auto is_odd = [](char c) {
        return c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    };
    if (path.empty())
        return "it is empty";
    if (path.find("://") != std::string_view::npos)
        return "it is a URL, and nothing is fetched";
    if (path.front() == '/')
        return "it is absolute; paths start at the folder of the importing file";
    if (has_segment(path, ".."))
        return "`..` leaves the folder of the importing file";
    if (std::any_of(path.begin(), path.end(), is_odd))
        return "it has a `\\` or a control character; folders are separated by `/`";
    return {};
}

} // namespace

std::string normal_path(std::string_view path) {
    return std::filesystem::path(path).lexically_normal().generic_string();
}

std::optional<std::string> import_path(const Import& import, std::string_view importer,
                                       Sink& sink) {
    const std::string_view path = without_quotes(import.path.text);
    if (const std::string_view fault = path_fault(path); !fault.empty()) {
        sink.report(Kind::ImportPath, import.path.span,
                    {{"path", import.path.text}, {"reason", std::string(fault)}});
        return std::nullopt;
    }
    const std::size_t slash = importer.rfind('/');
    const std::size_t folder = slash == std::string_view::npos ? 0 : slash + 1;
    return normal_path(std::string(importer.substr(0, folder)).append(path));
}

} // namespace pemba::schema::zed
