// The rules of names: namespaces, relations and object ids.
#include <algorithm>
#include <array>

#include "pemba/relation_tuple.h"

namespace pemba {
namespace {

constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_name_char(char c) {
    return is_lower(c) || is_digit(c) || c == '_';
}

// The characters of an id, one test each: imports check millions of them.
constexpr auto kIdCharacters = [] {
    std::array<bool, 256> is_one{};
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        is_one[static_cast<std::size_t>(byte)] =
            is_name_char(c) || is_upper(c) ||
            std::string_view("/|-=+").find(c) != std::string_view::npos;
    }
    return is_one;
}();
constexpr bool is_id_char(char c) {
    return kIdCharacters[static_cast<unsigned char>(c)];
}

// ^[a-z][a-z0-9_]{1,62}[a-z0-9]$
bool is_segment(std::string_view text) {
    return text.size() >= 3 && text.size() <= kMaxRelationBytes && is_lower(text.front()) &&
           text.back() != '_' && std::ranges::all_of(text, is_name_char);
}

// What no name of any dialect has: it separates names in texts, or cannot be seen.
constexpr bool is_separator(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7f || c == ':' || c == '#';
}

bool is_loose_name(std::string_view text, std::size_t max_bytes) {
    return !text.empty() && text.size() <= max_bytes &&
           std::ranges::none_of(text, [](char c) { return is_separator(c) || c == '@'; });
}

// A set of bytes, one look each: every question goes over two ids.
using ByteSet = std::array<bool, 256>;

template <class Rule>
constexpr ByteSet bytes_where(Rule rule) {
    ByteSet bytes{};
    for (std::size_t byte = 0; byte < bytes.size(); ++byte)
        bytes[byte] = rule(static_cast<char>(byte));
    return bytes;
}
constexpr ByteSet kIdBytes = bytes_where(is_id_char);
constexpr ByteSet kLooseIdBytes = bytes_where([](char c) { return !is_separator(c); });

// OpenFGA counts 254 and 50 characters, each of which may take four bytes.
constexpr std::size_t kMaxLooseNamespaceBytes = 1016, kMaxLooseRelationBytes = 200;

bool is_zed_namespace_name(std::string_view name) {
    if (name.size() > kMaxNamespaceBytes)
        return false;
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/')) {
        if (!is_segment(name.substr(0, slash)))
            return false;
        name.remove_prefix(slash + 1);
    }
    return is_segment(name);
}

} // namespace

bool is_relation_name(std::string_view name, Dialect dialect) noexcept {
    return dialect == Dialect::Zed ? is_segment(name) : is_loose_name(name, kMaxLooseRelationBytes);
}

bool is_namespace_name(std::string_view name, Dialect dialect) noexcept {
    return dialect == Dialect::Zed ? is_zed_namespace_name(name)
                                   : is_loose_name(name, kMaxLooseNamespaceBytes);
}

std::string_view words_of_id_rule(Dialect dialect) noexcept {
    return dialect == Dialect::Zed ? "letters, digits and /_|-=+"
                                   : "bytes without blanks, control characters, `:` and `#`";
}

bool is_object_id(std::string_view id, Dialect dialect) noexcept {
    if (id.empty() || id == "*" || id.size() > kMaxObjectIdBytes)
        return false;
    const ByteSet& allowed = dialect == Dialect::Zed ? kIdBytes : kLooseIdBytes;
    return std::ranges::all_of(id, [&](unsigned char byte) { return allowed[byte]; });
}

} // namespace pemba
