// The rules of names: namespaces, relations and object ids.
#include <algorithm>

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

constexpr bool is_id_char(char c) {
    return is_name_char(c) || is_upper(c) || c == '/' || c == '|' || c == '-' || c == '=' ||
           c == '+';
}

// ^[a-z][a-z0-9_]{1,62}[a-z0-9]$
bool is_segment(std::string_view text) {
    return text.size() >= 3 && text.size() <= kMaxRelationBytes && is_lower(text.front()) &&
           text.back() != '_' && std::ranges::all_of(text, is_name_char);
}

} // namespace

bool is_relation_name(std::string_view name) noexcept {
    return is_segment(name);
}

bool is_namespace_name(std::string_view name) noexcept {
    if (name.size() > kMaxNamespaceBytes)
        return false;
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/')) {
        if (!is_segment(name.substr(0, slash)))
            return false;
        name.remove_prefix(slash + 1);
    }
    return is_segment(name);
}

bool is_object_id(std::string_view id) noexcept {
    return !id.empty() && id.size() <= kMaxObjectIdBytes && std::ranges::all_of(id, is_id_char);
}

} // namespace pemba
