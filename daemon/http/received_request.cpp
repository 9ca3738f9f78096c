// ReceivedRequest: header fields as pieces of one text.
#include "http/received_request.h"

#include <algorithm>

#include <boost/beast/core/string.hpp>

namespace pemba::http {
namespace {

constexpr std::size_t kKeptBytes = 64 * 1024;

// Keeps the memory for the next text, but not that of a large one.
void empty(std::string& text) {
    if (text.capacity() > kKeptBytes)
        std::string().swap(text);
    text.clear();
}

} // namespace

void ReceivedRequest::clear() {
    empty(text_);
    empty(body);
    fields_.clear();
    method_ = target_ = {};
}

ReceivedRequest::Piece ReceivedRequest::keep(std::string_view text) {
    const Piece piece{static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(text.size())};
    text_.append(text);
    return piece;
}

std::string_view ReceivedRequest::path() const {
    return target().substr(0, target().find('?'));
}

std::string_view ReceivedRequest::query() const {
    const std::string_view all = target();
    return all.substr(std::min(path().size() + 1, all.size()));
}

std::string_view ReceivedRequest::find(std::string_view name) const {
    for (const Field& field : fields_)
        if (field.name.size == name.size() && boost::beast::iequals(text_of(field.name), name))
            return text_of(field.value);
    return {};
}

void RequestParser::on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                                    Error&) {
    into_.method_ = into_.keep(method);
    into_.target_ = into_.keep(target);
    into_.version_ = static_cast<unsigned>(version);
}

void RequestParser::on_field_impl(boost::beast::http::field, Text name, Text value, Error&) {
    into_.fields_.push_back({into_.keep(name), into_.keep(value)});
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
    if (length) // of what is longer than that, nobody knows yet whether it comes
        into_.body.reserve(std::min<std::uint64_t>(*length, kKeptBytes));
}

std::size_t RequestParser::on_body_impl(Text part, Error&) {
    into_.body.append(part.data(), part.size());
    return part.size();
}

} // namespace pemba::http
