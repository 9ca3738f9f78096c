// Boost.JSON reads the text a byte at a time: that tells where each value stands.
#include "fga/json/document.h"

#include <algorithm>

#include <boost/json/basic_parser_impl.hpp>

namespace pemba::schema::fga {

namespace json = boost::json;

namespace {

constexpr std::string_view kBetweenTokens = " \t\r\n,:{}[]";

} // namespace

/// What Boost.JSON calls as it reads.
class DocumentReader {
public:
    static constexpr std::size_t max_object_size = kMaxJsonValues;
    static constexpr std::size_t max_array_size = kMaxJsonValues;
    static constexpr std::size_t max_key_size = Source::kMaxBytes;
    static constexpr std::size_t max_string_size = Source::kMaxBytes;

    /// Called before each byte is read.
    void advance(std::uint32_t offset, char byte) {
        at_ = offset;
        if (in_token_ || kBetweenTokens.find(byte) != std::string_view::npos)
            return;
        in_token_ = true;
        token_begin_ = offset;
    }
    Document take() { return std::move(document_); }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& error) { return open(JsonType::Object, error); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_array_begin(json::error_code& error) { return open(JsonType::Array, error); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        return collect(part);
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        collect(part);
        document_.values_[open_.back()].keys.push_back({std::move(text_), token(1)});
        text_.clear();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        return collect(part);
    }
    bool on_string(json::string_view part, std::size_t, json::error_code& error) {
        collect(part);
        return scalar(JsonType::String, token(1), error);
    }
    bool on_number_part(json::string_view part, json::error_code&) { return collect(part); }
    bool on_int64(std::int64_t, json::string_view part, json::error_code& error) {
        return number(part, error);
    }
    bool on_uint64(std::uint64_t, json::string_view part, json::error_code& error) {
        return number(part, error);
    }
    bool on_double(double, json::string_view part, json::error_code& error) {
        return number(part, error);
    }
    bool on_bool(bool value, json::error_code& error) {
        text_ = value ? "true" : "false";
        return scalar(JsonType::Bool, token(1), error);
    }
    bool on_null(json::error_code& error) {
        text_ = "null";
        return scalar(JsonType::Null, token(1), error);
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool collect(json::string_view part) {
        text_.append(part.data(), part.size());
        return true;
    }

    // A number ends before the byte that shows it.
    bool number(json::string_view part, json::error_code& error) {
        collect(part);
        return scalar(JsonType::Number, token(0), error);
    }

    ByteSpan token(std::uint32_t last_bytes) {
        in_token_ = false;
        return {token_begin_, at_ + last_bytes};
    }

    bool scalar(JsonType type, ByteSpan span, json::error_code& error) {
        std::string text = std::move(text_);
        text_.clear();
        return add({type, std::move(text), {}, {}, span}, error);
    }

    bool open(JsonType type, json::error_code& error) {
        if (!add({type, {}, {}, {}, {at_, at_ + 1}}, error))
            return false;
        open_.push_back(static_cast<std::uint32_t>(document_.values_.size() - 1));
        return true;
    }
    bool close() {
        document_.values_[open_.back()].span.end = at_ + 1;
        open_.pop_back();
        return true;
    }

    bool add(JsonValue value, json::error_code& error) {
        if (document_.values_.size() == kMaxJsonValues) {
            error = json::error::array_too_large;
            return false;
        }
        if (!open_.empty())
            document_.values_[open_.back()].children.push_back(
                static_cast<std::uint32_t>(document_.values_.size()));
        document_.values_.push_back(std::move(value));
        return true;
    }

    Document document_;
    std::vector<std::uint32_t> open_;
    std::string text_;
    std::uint32_t at_ = 0, token_begin_ = 0;
    bool in_token_ = false;
};

std::optional<Document> Document::parse(const Source& source, Sink& sink) {
    json::parse_options options;
    options.max_depth = kMaxJsonDepth;
    json::basic_parser<DocumentReader> parser(options);
    json::error_code error;
    const std::string_view text = source.text();
    std::uint32_t at = 0;
    for (; at < text.size() && !error; ++at) {
        parser.handler().advance(at, text[at]);
        parser.write_some(true, &text[at], 1, error);
    }
    if (!error) {
        parser.handler().advance(at, '\n');
        parser.write_some(false, "", 0, error);
    }
    if (!error)
        return parser.handler().take();
    const std::uint32_t wrong = at == 0 ? 0 : at - 1;
    sink.report(Kind::JsonMalformed, {wrong, at}, {{"reason", error.message()}});
    return std::nullopt;
}

const JsonValue* Document::member(const JsonValue& object,
                                  std::initializer_list<std::string_view> names) const {
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
        const JsonValue& value = values_[object.children[i]];
        if (std::ranges::find(names, object.keys[i].text) != names.end() &&
            value.type != JsonType::Null)
            return &value;
    }
    return nullptr;
}

std::vector<Gap> gaps_of_string(std::string_view written) {
    std::vector<Gap> gaps;
    std::uint32_t text = 0, shift = 0;
    for (std::size_t i = 0; i < written.size();) {
        if (written[i] != '\\') {
            ++i, ++text;
            continue;
        }
        std::uint32_t source_bytes = 2, text_bytes = 1;
        if (i + 5 < written.size() && written[i + 1] == 'u') {
            const unsigned long code =
                std::stoul(std::string(written.substr(i + 2, 4)), nullptr, 16);
            const bool is_pair = code >= 0xD800 && code < 0xDC00;
            source_bytes = is_pair ? 12 : 6;
            text_bytes = is_pair ? 4 : code >= 0x800 ? 3 : code >= 0x80 ? 2 : 1;
        }
        i += source_bytes;
        text += text_bytes;
        shift += source_bytes - text_bytes;
        gaps.push_back({text, shift});
    }
    return gaps;
}

} // namespace pemba::schema::fga
