// Percent signs in and out.
#include "lsp/uri.h"

#include <charconv>

namespace pemba::schema::lsp {

namespace {

constexpr std::string_view kScheme = "file://";

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-._~").find(c) != std::string_view::npos;
}

} // namespace

std::optional<std::string> path_of(std::string_view uri) {
    if (!uri.starts_with(kScheme))
        return std::nullopt;
    uri.remove_prefix(kScheme.size());
    uri.remove_prefix(std::min(uri.find('/'), uri.size())); // a host, which is this one
    std::string path;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        unsigned char byte = 0;
        const char* digits = uri.data() + i + 1;
        const bool is_escape = uri[i] == '%' && i + 2 < uri.size() &&
                               std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
        path += is_escape ? static_cast<char>(byte) : uri[i];
        i += is_escape ? 2 : 0;
    }
    return path;
}

std::string uri_of(std::string_view path) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string uri(kScheme);
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain(c))
            uri += c;
        else
            uri += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return uri;
}

} // namespace pemba::schema::lsp
