// Reading headers and counting bytes.
#include "lsp/framing.h"

#include <algorithm>
#include <charconv>

namespace pemba::schema::lsp {

namespace {

constexpr std::string_view kHeaderEnd = "\r\n\r\n";

Error fault(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message)};
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// The value of the last `Content-Length` of a header. What stands before it on its line is passed
/// over: it is what a message of a wrong length has left.
Result<std::size_t> content_length(std::string_view header) {
    constexpr std::string_view kField = "content-length:";
    const auto name = std::find_end(header.begin(), header.end(), kField.begin(), kField.end(),
                                    [](char a, char b) { return lower(a) == b; });
    if (name == header.end())
        return fault("a message without `Content-Length`");
    std::string_view digits = header.substr(static_cast<std::size_t>(name - header.begin()));
    digits = trimmed(digits.substr(0, digits.find('\n')).substr(kField.size()));
    std::size_t length = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        return fault("the `Content-Length` of a message is not a number");
    return length;
}

} // namespace

void FrameReader::feed(std::string_view bytes) {
    if (at_ > buffer_.size() / 2) {
        buffer_.erase(0, at_);
        at_ = 0;
    }
    buffer_ += bytes;
    skip();
}

std::optional<Result<std::string>> FrameReader::next() {
    const std::size_t end = rest().find(kHeaderEnd);
    if (std::min(end, rest().size()) > kMaxHeaderBytes) {
        drop(rest().size());
        return fault("the header of a message does not end within " +
                     std::to_string(kMaxHeaderBytes) + " bytes");
    }
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::size_t body = end + kHeaderEnd.size();
    const Result<std::size_t> length = content_length(rest().substr(0, end));
    if (!length || *length > kMaxMessageBytes) {
        drop(body);
        to_skip_ = length ? *length : 0;
        skip();
        return length ? fault("a message of more than " + std::to_string(kMaxMessageBytes) +
                              " bytes is not read")
                      : length.error();
    }
    if (rest().size() - body < *length)
        return std::nullopt;
    std::string message(rest().substr(body, *length));
    drop(body + *length);
    return message;
}

void FrameReader::skip() {
    const std::size_t skipped = std::min(to_skip_, rest().size());
    drop(skipped);
    to_skip_ -= skipped;
}

void FrameReader::drop(std::size_t bytes) {
    at_ += bytes;
}

std::string_view FrameReader::rest() const {
    return std::string_view(buffer_).substr(at_);
}

std::string framed(std::string_view message) {
    return "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n" + std::string(message);
}

} // namespace pemba::schema::lsp
