// JsonDocument: a JSON text as a flat array of nodes, made without an allocation per value. Keeps
// what Boost.JSON's own tree loses and protojson needs: repeated keys and the text of numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>

namespace pemba::api {

struct JsonNode {
    enum class Kind : std::uint8_t { Null, False, True, Number, String, Array, Object };

    Kind kind = Kind::Null;
    std::uint32_t next = 0;  ///< index of the next sibling, 0 if there is none
    std::uint32_t first = 0; ///< index of the first child, 0 if there is none
    std::string_view key;    ///< of a member of an object
    std::string_view text;   ///< a string's value, a number's digits
};

class JsonDocument {
public:
    /// Parses the first JSON value of a text and forgets what was parsed before. Views point into
    /// the text or into this. Returns how many bytes it took; 0 means error() says why not.
    std::size_t parse(std::string_view text);

    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] const JsonNode& root() const { return nodes_[1]; }
    [[nodiscard]] const JsonNode* first_child(const JsonNode& node) const { return at(node.first); }
    [[nodiscard]] const JsonNode* next(const JsonNode& node) const { return at(node.next); }

private:
    friend struct JsonHandler;

    [[nodiscard]] const JsonNode* at(std::uint32_t index) const {
        return index == 0 ? nullptr : &nodes_[index];
    }

    boost::container::small_vector<JsonNode, 32> nodes_; ///< [0] is a placeholder: 0 means none
    std::vector<std::vector<char>> kept_; ///< texts that are not in the source as they stand
    std::string error_;
};

/// The node as compact JSON text, as it would be sent. O(size).
[[nodiscard]] std::string to_json(const JsonDocument& document, const JsonNode& node);

} // namespace pemba::api
