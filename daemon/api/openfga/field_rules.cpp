// Field rules, matched by hand: they run on every name of every request.
#include "api/openfga/field_rules.h"

#include <algorithm>

namespace pemba::api::openfga {
namespace {

constexpr std::string_view kOtherInStoreName = "\t\n\f\r .-/^_&@";

bool is_blank(char c) {
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}
bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The peer's patterns count characters, not bytes.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool has_length(std::string_view text, std::size_t least, std::size_t most) {
    const std::size_t length = characters(text);
    return length >= least && length <= most;
}

bool has_none_of(std::string_view text, std::string_view forbidden) {
    return std::ranges::none_of(text, [forbidden](char c) {
        return is_blank(c) || std::ranges::find(forbidden, c) != forbidden.end();
    });
}

bool is_id(std::string_view text) {
    return text.size() == 26 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') ||
                      (c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U');
           });
}
bool is_store_name(std::string_view text) {
    return has_length(text, 3, 64) && std::ranges::all_of(text, [](char c) {
               return is_alphanumeric(c) || kOtherInStoreName.find(c) != kOtherInStoreName.npos;
           });
}
bool is_user(std::string_view text) {
    return has_length(text, 2, 512) && has_none_of(text, "");
}
bool is_read_user(std::string_view text) {
    const std::size_t colon = text.substr(0, text.size() - (text.empty() ? 0 : 1)).find(':', 1);
    return has_length(text, 3, 1023) && has_none_of(text, "") && colon != text.npos;
}
bool is_relation(std::string_view text) {
    return has_length(text, 1, 50) && has_none_of(text, ":#@");
}
bool is_object(std::string_view text) {
    return has_length(text, 2, 256) && has_none_of(text, "");
}
bool is_type(std::string_view text) {
    return has_length(text, 1, 254) && has_none_of(text, ":#@");
}
bool is_changes_type(std::string_view text) {
    return has_length(text, 1, 254) && has_none_of(text, ":#");
}
bool is_user_id(std::string_view text) {
    return !text.empty() && has_none_of(text, "#:");
}
bool is_correlation_id(std::string_view text) {
    return has_length(text, 1, 36) && std::ranges::all_of(text, [](char c) {
               return is_alphanumeric(c) || c == '_' || c == '-';
           });
}
bool is_token(std::string_view text) {
    const std::size_t end = std::min(text.find('='), text.size());
    return text.size() - end <= 2 && text.find_first_not_of('=', end) == text.npos &&
           std::ranges::all_of(text.substr(0, end),
                               [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

} // namespace

const TextRule kIdRule{"^[ABCDEFGHJKMNPQRSTVWXYZ0-9]{26}$", is_id};
const TextRule kStoreNameRule{R"(^[a-zA-Z0-9\s\.\-\/^_&@]{3,64}$)", is_store_name};
const TextRule kUserRule{R"(^[^\s]{2,512}$)", is_user};
const TextRule kReadUserRule{R"(^[^\s]{1,511}:[^\s]{1,511}$)", is_read_user};
const TextRule kRelationRule{R"(^[^:#@\s]{1,50}$)", is_relation};
const TextRule kObjectRule{R"(^[^\s]{2,256}$)", is_object};
const TextRule kTypeRule{R"(^[^:#@\s]{1,254}$)", is_type};
const TextRule kChangesTypeRule{R"(^[^:#\s]{1,254}$)", is_changes_type};
const TextRule kUserIdRule{R"([^#:\s]+$)", is_user_id};
const TextRule kConditionNameRule{R"(^[^\s]{2,256}$)", is_object};
const TextRule kCorrelationIdRule{R"(^[\w\d-]{1,36}$)", is_correlation_id};
const TextRule kTokenRule{"^$|^[A-Za-z0-9-_]+={0,2}$", is_token};

} // namespace pemba::api::openfga
