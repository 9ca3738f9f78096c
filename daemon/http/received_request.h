// ReceivedRequest: one request on its way in: Beast's parser, writing into storage that the
// connection's next request uses again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/beast/http/basic_parser.hpp>

#include "http/message.h"

namespace pemba::http {

/// What has come of a request. Belongs to one session; a session that is warm allocates nothing
/// for it.
class ReceivedRequest final : public Headers {
public:
    // Of a request whose header has come. Views live until the next begin().
    [[nodiscard]] std::string_view method() const { return text_of(method_); }
    [[nodiscard]] std::string_view target() const { return text_of(target_); }
    [[nodiscard]] std::string_view path() const;
    [[nodiscard]] std::string_view query() const; ///< what follows `?`
    [[nodiscard]] bool is_http_1_0() const { return version_ < 11; }
    /// O(header fields).
    [[nodiscard]] std::string_view find(std::string_view name) const override;

    std::string body;

    /// Of the header and of trailers, so far; what separates their parts is not counted.
    [[nodiscard]] std::size_t header_bytes() const { return text_.size(); }
    /// Forgets everything but its memory, unless that is much.
    void clear();

private:
    friend class RequestParser;
    struct Piece { ///< of text_
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    struct Field {
        Piece name, value;
    };

    [[nodiscard]] std::string_view text_of(Piece piece) const {
        return std::string_view(text_).substr(piece.begin, piece.size);
    }
    Piece keep(std::string_view text);

    std::string text_; ///< of the header, without what separates its parts
    std::vector<Field> fields_;
    Piece method_, target_;
    unsigned version_ = 11;
};

/// Parses one request into a ReceivedRequest, which outlives it.
class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    explicit RequestParser(ReceivedRequest& into) : into_(into) { into_.clear(); }

private:
    using Error = boost::system::error_code;
    using Text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                         Error&) override;
    void on_response_impl(int, Text, int, Error&) override {}
    void on_field_impl(boost::beast::http::field, Text name, Text value, Error&) override;
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override;
    std::size_t on_body_impl(Text part, Error&) override;
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text part, Error& error) override {
        return on_body_impl(part, error);
    }
    void on_finish_impl(Error&) override {}

    ReceivedRequest& into_;
};

} // namespace pemba::http
