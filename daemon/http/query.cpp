// Query: application/x-www-form-urlencoded, decoded as it is looked at.
#include "http/query.h"

#include <algorithm>
#include <charconv>

namespace pemba::http {
namespace {

std::string decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const std::string_view digits = text.substr(std::min(i + 1, text.size()), 2);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (text[i] == '%' && error == std::errc{} && end == digits.data() + 2) {
            decoded.push_back(static_cast<char>(byte));
            i += 2;
        } else {
            decoded.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return decoded;
}

} // namespace

std::optional<std::string> find_in_query(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (decode(pair.substr(0, equals)) == name)
            return decode(pair.substr(std::min(equals + 1, pair.size())));
    }
    return {};
}

} // namespace pemba::http
