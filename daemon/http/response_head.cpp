// Writes response heads by appending text: the hot path of every answer.
#include "http/response_head.h"

#include <charconv>

namespace pemba::http {
namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_length(std::string& out, const Response& response, const HeadContext& context) {
    constexpr unsigned kNoContent = 204; // says by itself that there is no body
    if (response.status == kNoContent)
        return;
    if (context.chunked) {
        out.append("\r\nTransfer-Encoding: chunked");
    } else if (!response.more) {
        out.append("\r\nContent-Length: ");
        append_number(out, response.body.size());
    }
}

} // namespace

std::string_view reason_phrase(unsigned status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Unknown";
    }
}

void append_head(std::string& out, const Response& response, const HeadContext& context) {
    out.append("HTTP/1.1 ");
    append_number(out, response.status);
    out.append(" ").append(reason_phrase(response.status));
    // Answers are about one caller's rights: nobody may keep them or take them for a page.
    out.append("\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nDate: ");
    out.append(context.date);
    if (!response.content_type.empty())
        out.append("\r\nContent-Type: ").append(response.content_type);
    append_length(out, response, context);
    if (!context.request_id.empty())
        out.append("\r\nX-Request-ID: ").append(context.request_id);
    out.append(response.headers);
    if (!context.keep_alive)
        out.append("\r\nConnection: close");
    else if (context.http_1_0)
        out.append("\r\nConnection: keep-alive");
    out.append("\r\n\r\n");
}

} // namespace pemba::http
