// Namespaces in a message: walks each place segment by segment over all nodes that it leads to.
#include "api/namespaces_in.h"

#include <algorithm>

#include "api/json_document.h"

namespace pemba::api {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// `?items[]`, taken apart.
struct Segment {
    std::string_view name;
    bool optional = false;
    bool each = false;
};

Segment take_segment(std::string_view& place) {
    Segment segment;
    std::string_view text = place.substr(0, place.find('.'));
    place.remove_prefix(std::min(text.size() + 1, place.size()));
    if (text.starts_with('?')) {
        segment.optional = true;
        text.remove_prefix(1);
    }
    if (text.ends_with("[]")) {
        segment.each = true;
        text.remove_suffix(2);
    }
    segment.name = text;
    return segment;
}

// Passes over what the spellings of a field differ in.
bool is_spelling_of(std::string_view key, std::string_view name) {
    const auto plain = [](std::string_view text) {
        std::string letters;
        for (const char c : text)
            if (c != '_')
                letters.push_back('A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
        return letters;
    };
    return key == name || plain(key) == plain(name);
}

using Nodes = std::vector<const JsonNode*>;

bool add_elements(const JsonDocument& json, const JsonNode& array, Nodes& to) {
    if (array.kind != JsonNode::Kind::Array)
        return false;
    for (const auto* element = json.first_child(array); element; element = json.next(*element))
        to.push_back(element);
    return true;
}

// Adds where a segment leads to from a node; false if it leads nowhere.
bool step(const JsonDocument& json, const JsonNode& from, const Segment& segment, Nodes& to) {
    if (from.kind != JsonNode::Kind::Object)
        return false;
    bool found = false;
    for (const auto* member = json.first_child(from); member; member = json.next(*member)) {
        if (member->kind == JsonNode::Kind::Null || !is_spelling_of(member->key, segment.name))
            continue;
        found = true;
        if (!segment.each)
            to.push_back(member);
        else if (!add_elements(json, *member, to))
            return false;
    }
    return found || segment.optional;
}

bool add_texts(const JsonDocument& json, std::string_view place, std::vector<std::string>& texts) {
    const bool before_colon = place.ends_with(':');
    if (before_colon)
        place.remove_suffix(1);
    Nodes nodes{&json.root()};
    while (!place.empty()) {
        const Segment segment = take_segment(place);
        Nodes reached;
        for (const JsonNode* node : nodes)
            if (!step(json, *node, segment, reached))
                return false;
        nodes = std::move(reached);
    }
    for (const JsonNode* node : nodes) {
        if (node->kind != JsonNode::Kind::String)
            return false;
        texts.emplace_back(before_colon ? node->text.substr(0, node->text.find(':')) : node->text);
    }
    return true;
}

} // namespace

std::optional<std::vector<std::string>> namespaces_in(std::string_view body,
                                                      const std::vector<std::string>& places) {
    std::vector<std::string> texts;
    std::size_t messages = 0;
    for (; body.find_first_not_of(kSpace) != body.npos; ++messages) {
        body.remove_prefix(body.find_first_not_of(kSpace));
        JsonDocument json;
        const std::size_t used = json.parse(body);
        if (used == 0)
            return {};
        for (const std::string& place : places)
            if (!add_texts(json, place, texts))
                return {};
        body.remove_prefix(used);
    }
    if (places.empty() || messages == 0)
        return {};
    return texts;
}

} // namespace pemba::api
