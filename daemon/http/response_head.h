// Writes the status line and header fields of an answer.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace pemba::http {

/// What the connection adds to an answer.
struct HeadContext {
    std::string_view date;       ///< in the form of the Date header
    std::string_view request_id; ///< given back as X-Request-ID
    bool keep_alive = true;
    bool http_1_0 = false;
    bool chunked = false;
};

/// Appends everything up to and with the empty line.
void append_head(std::string& out, const Response& response, const HeadContext& context);

/// The words that belong to a status.
[[nodiscard]] std::string_view reason_phrase(unsigned status);

} // namespace pemba::http
