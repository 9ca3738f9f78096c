// Decoder: strict reading of plain JSON.
#include "api/authzen/decoder.h"

namespace pemba::api::authzen {

using Kind = JsonNode::Kind;

const JsonNode* Decoder::member(const JsonNode* object, std::string_view name) {
    const JsonNode* found = nullptr;
    if (mistake_ || object == nullptr || object->kind != Kind::Object)
        return nullptr;
    for (auto* child = document_.first_child(*object); child; child = document_.next(*child)) {
        if (child->key != name)
            continue;
        if (found != nullptr)
            fail("`" + std::string(name) + "` is given twice");
        found = child;
    }
    return found == nullptr || found->kind == Kind::Null || mistake_ ? nullptr : found;
}

const JsonNode* Decoder::object(const JsonNode* object, std::string_view name) {
    const JsonNode* found = member(object, name);
    if (found == nullptr || found->kind == Kind::Object)
        return found;
    fail("`" + std::string(name) + "` must be an object");
    return nullptr;
}

std::string Decoder::text(const JsonNode* object, std::string_view name, std::string_view field) {
    const JsonNode* found = member(object, name);
    if (found != nullptr && found->kind != Kind::String)
        fail("`" + std::string(field) + "` must be a string");
    if (mistake_)
        return {};
    if (found != nullptr && !found->text.empty())
        return std::string(found->text);
    // OpenFGA has a code of its own for this one.
    fail("`" + std::string(field) + (found == nullptr ? "` is missing" : "` is empty"),
         name == "type" ? Code::TypeInvalidPattern : Code::ValidationError);
    return {};
}

bool Decoder::require(const JsonNode* node, std::string_view field) {
    if (node == nullptr)
        fail("`" + std::string(field) + "` is missing");
    return node != nullptr;
}

void Decoder::fail(std::string message, Code code) {
    if (!mistake_)
        mistake_ = Status{code, std::move(message)};
}

} // namespace pemba::api::authzen
