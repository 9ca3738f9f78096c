// Field rules, matched by hand: they run on every name of every request.
#include "api/v1/field_rules.h"

#include <algorithm>

#include "pemba/relation_tuple.h"

namespace pemba::api::v1 {
namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_lower_or_digit(char c) {
    return is_lower(c) || (c >= '0' && c <= '9');
}
bool is_name_char(char c) {
    return is_lower_or_digit(c) || c == '_';
}
bool is_caveat_char(char c) {
    return is_name_char(c) || (c >= 'A' && c <= 'Z') || c == '/' || c == '|' || c == '-';
}

// [a-z][a-z0-9_]{1,longest - 2}[a-z0-9]
bool is_name(std::string_view text, std::size_t longest) {
    return text.size() >= 3 && text.size() <= longest && is_lower(text.front()) &&
           is_lower_or_digit(text.back()) && std::ranges::all_of(text, is_name_char);
}

bool is_relation(std::string_view text) {
    return is_name(text, 64);
}
bool is_optional_relation(std::string_view text) {
    return text.empty() || is_relation(text);
}

bool is_object_type(std::string_view text) {
    for (std::size_t slash = text.find('/'); slash != text.npos; slash = text.find('/')) {
        if (!is_name(text.substr(0, slash), 63))
            return false;
        text.remove_prefix(slash + 1);
    }
    return is_name(text, 64);
}
bool is_optional_type(std::string_view text) {
    return text.empty() || is_object_type(text);
}

// The length is a rule of its own, so that it is told apart.
bool is_id(std::string_view text) {
    return text == "*" || is_object_id(text.substr(0, kMaxObjectIdBytes));
}
bool is_optional_id(std::string_view text) {
    return text.empty() || is_id(text);
}
bool is_id_prefix(std::string_view text) {
    return text.empty() || is_object_id(text.substr(0, kMaxObjectIdBytes));
}

bool is_caveat_name(std::string_view text) {
    return !text.empty() && text.size() <= 128 && text.front() != '/' && text.front() != '|' &&
           text.front() != '-' && std::ranges::all_of(text, is_caveat_char);
}

// The dialects other than `.zed` have one rule.
bool is_other_type(std::string_view text) {
    return is_namespace_name(text, Dialect::Fga);
}
bool is_other_optional_type(std::string_view text) {
    return text.empty() || is_other_type(text);
}
bool is_other_relation(std::string_view text) {
    return is_relation_name(text, Dialect::Fga);
}
bool is_other_optional_relation(std::string_view text) {
    return text.empty() || is_other_relation(text);
}
bool is_other_id(std::string_view text) {
    return text == "*" || is_object_id(text.substr(0, kMaxObjectIdBytes), Dialect::Fga);
}
bool is_other_optional_id(std::string_view text) {
    return text.empty() || is_other_id(text);
}
bool is_other_id_prefix(std::string_view text) {
    return text.empty() || is_object_id(text.substr(0, kMaxObjectIdBytes), Dialect::Fga);
}

constexpr std::size_t kMaxOtherTypeBytes = 1016, kMaxOtherRelationBytes = 200;

} // namespace

const TextRule kObjectTypeRule{
    {"^([a-z][a-z0-9_]{1,61}[a-z0-9]/)*[a-z][a-z0-9_]{1,62}[a-z0-9]$", is_object_type, 128},
    {"^[^\\s:#@]{1,1016}$", is_other_type, kMaxOtherTypeBytes}};
const TextRule kObjectIdRule{{"^(([a-zA-Z0-9/_|\\-=+]{1,})|\\*)$", is_id, kMaxObjectIdBytes},
                             {"^[^\\s:#]{1,}$", is_other_id, kMaxObjectIdBytes}};
const TextRule kRelationRule{{"^[a-z][a-z0-9_]{1,62}[a-z0-9]$", is_relation, 64},
                             {"^[^\\s:#@]{1,200}$", is_other_relation, kMaxOtherRelationBytes}};
const TextRule kOptionalRelationRule{
    {"^([a-z][a-z0-9_]{1,62}[a-z0-9])?$", is_optional_relation, 64},
    {"^[^\\s:#@]{0,200}$", is_other_optional_relation, kMaxOtherRelationBytes}};
const TextRule kOptionalTypeRule{
    {"^(([a-z][a-z0-9_]{1,61}[a-z0-9]/)*[a-z][a-z0-9_]{1,62}[a-z0-9])?$", is_optional_type, 128},
    {"^[^\\s:#@]{0,1016}$", is_other_optional_type, kMaxOtherTypeBytes}};
const TextRule kOptionalIdRule{
    {"^(([a-zA-Z0-9/_|\\-=+]{1,})|\\*)?$", is_optional_id, kMaxObjectIdBytes},
    {"^[^\\s:#]{0,}$", is_other_optional_id, kMaxObjectIdBytes}};
const TextRule kIdPrefixRule{{"^([a-zA-Z0-9/_|\\-=+]{1,})?$", is_id_prefix, kMaxObjectIdBytes},
                             {"^[^\\s:#]{0,}$", is_other_id_prefix, kMaxObjectIdBytes}};
const TextRule kCaveatNameRule{{"^([a-zA-Z0-9_][a-zA-Z0-9/_|-]{0,127})$", is_caveat_name, 128},
                               {"^[^\\s:#@]{1,200}$", is_other_relation, kMaxOtherRelationBytes}};

} // namespace pemba::api::v1
