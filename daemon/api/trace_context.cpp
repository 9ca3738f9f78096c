#include "api/trace_context.h"

#include <algorithm>

namespace pemba::api {

std::string_view traceparent_of(const http::Headers* headers) {
    constexpr std::string_view kForm = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
    const std::string_view given = headers ? headers->find("traceparent") : "";
    const auto fits = [&](char c, char form) {
        return form == 'x' ? ('0' <= c && c <= '9') || ('a' <= c && c <= 'f') : c == form;
    };
    return std::ranges::equal(given, kForm, fits) ? given : std::string_view{};
}

std::string_view trace_id_of(const http::Headers* headers) {
    const std::string_view parent = traceparent_of(headers);
    return parent.empty() ? parent : parent.substr(3, 32);
}

} // namespace pemba::api
