// JsonDocument: Boost.JSON's event parser fills the flat array.
#include "api/json_document.h"

#include <boost/json/basic_parser_impl.hpp>

#include "api/json_writer.h"

namespace pemba::api {

namespace json = boost::json;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::size_t kMaxDepth = 100;
// A long text gets room for its nodes at once, instead of moving them as they become more.
constexpr std::size_t kLongText = 64 * 1024;
constexpr std::size_t kUsualBytesPerNode = 12;

} // namespace

// The events of one document. Members are named as Boost.JSON wants them.
struct JsonHandler {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    JsonDocument* document = nullptr;
    std::string_view source;
    struct Open {
        std::uint32_t container = 0;
        std::uint32_t last_child = 0; ///< 0 if there is none yet
    };
    boost::container::small_vector<Open, 16> open; ///< containers that have begun
    std::string_view key;
    std::string part; ///< of a string or number that comes in pieces

    std::string_view keep(std::string_view text) {
        if (!part.empty()) {
            part.append(text);
            text = part;
        } else if (text.data() >= source.data() &&
                   text.data() + text.size() <= source.data() + source.size()) {
            return text;
        }
        if (text.empty())
            return {};
        document->kept_.emplace_back(text.begin(), text.end());
        part.clear();
        return {document->kept_.back().data(), document->kept_.back().size()};
    }

    bool add(JsonNode::Kind kind, std::string_view text = {}) {
        const auto index = static_cast<std::uint32_t>(document->nodes_.size());
        document->nodes_.push_back({.kind = kind, .key = key, .text = text});
        key = {};
        if (!open.empty()) {
            const Open& around = open.back();
            std::uint32_t& link = around.last_child == 0 ? document->nodes_[around.container].first
                                                         : document->nodes_[around.last_child].next;
            link = index;
            open.back().last_child = index;
        }
        return true;
    }
    bool begin(JsonNode::Kind kind) {
        add(kind);
        open.push_back({static_cast<std::uint32_t>(document->nodes_.size() - 1)});
        return true;
    }
    bool end() {
        open.pop_back();
        return true;
    }
    bool add_part(std::string_view text) {
        part.append(text);
        return true;
    }

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_object_begin(ErrorCode&) { return begin(JsonNode::Kind::Object); }
    bool on_object_end(std::size_t, ErrorCode&) { return end(); }
    bool on_array_begin(ErrorCode&) { return begin(JsonNode::Kind::Array); }
    bool on_array_end(std::size_t, ErrorCode&) { return end(); }
    bool on_key_part(json::string_view text, std::size_t, ErrorCode&) { return add_part(text); }
    bool on_key(json::string_view text, std::size_t, ErrorCode&) {
        key = keep(text);
        return true;
    }
    bool on_string_part(json::string_view text, std::size_t, ErrorCode&) { return add_part(text); }
    bool on_string(json::string_view text, std::size_t, ErrorCode&) {
        return add(JsonNode::Kind::String, keep(text));
    }
    bool on_number_part(json::string_view text, ErrorCode&) { return add_part(text); }
    bool on_int64(std::int64_t, json::string_view text, ErrorCode&) {
        return add(JsonNode::Kind::Number, keep(text));
    }
    bool on_uint64(std::uint64_t, json::string_view text, ErrorCode&) {
        return add(JsonNode::Kind::Number, keep(text));
    }
    bool on_double(double, json::string_view text, ErrorCode&) {
        return add(JsonNode::Kind::Number, keep(text));
    }
    bool on_bool(bool value, ErrorCode&) {
        return add(value ? JsonNode::Kind::True : JsonNode::Kind::False);
    }
    bool on_null(ErrorCode&) { return add(JsonNode::Kind::Null); }
    bool on_comment_part(json::string_view, ErrorCode&) { return true; }
    bool on_comment(json::string_view, ErrorCode&) { return true; }
};

std::size_t JsonDocument::parse(std::string_view text) {
    if (text.size() > kLongText)
        nodes_.reserve(text.size() / kUsualBytesPerNode);
    nodes_.assign(1, {});
    kept_.clear();
    error_.clear();
    json::parse_options options;
    options.max_depth = kMaxDepth;
    json::basic_parser<JsonHandler> parser(options);
    parser.handler().document = this;
    parser.handler().source = text;
    ErrorCode error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && parser.done())
        return used;
    error_ = error == json::error::incomplete || !error
                 ? "unexpected end of JSON input"
                 : "invalid JSON at byte " + std::to_string(used + 1) + ": " + error.message();
    return 0;
}

std::string to_json(const JsonDocument& document, const JsonNode& node) {
    JsonWriter out;
    std::vector<const JsonNode*> open; // containers that are being written
    for (const JsonNode* at = &node; at != nullptr;) {
        if (!open.empty() && open.back()->kind == JsonNode::Kind::Object)
            out.key(at->key);
        switch (at->kind) {
        case JsonNode::Kind::Null: out.null(); break;
        case JsonNode::Kind::False: out.boolean(false); break;
        case JsonNode::Kind::True: out.boolean(true); break;
        case JsonNode::Kind::Number: out.raw(at->text); break;
        case JsonNode::Kind::String: out.string(at->text); break;
        case JsonNode::Kind::Array: out.begin_array(); break;
        case JsonNode::Kind::Object: out.begin_object(); break;
        }
        const bool container = at->kind >= JsonNode::Kind::Array;
        if (container)
            open.push_back(at);
        const JsonNode* following = container     ? document.first_child(*at)
                                    : at == &node ? nullptr
                                                  : document.next(*at);
        while (following == nullptr && !open.empty()) {
            const JsonNode* closed = open.back();
            open.pop_back();
            if (closed->kind == JsonNode::Kind::Array)
                out.end_array();
            else
                out.end_object();
            following = closed == &node ? nullptr : document.next(*closed);
            if (closed == &node)
                break;
        }
        at = following;
    }
    return std::move(out).text();
}

} // namespace pemba::api
