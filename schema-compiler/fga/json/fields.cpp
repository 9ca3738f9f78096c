// Typed access to JSON.
#include "fga/json/fields.h"

namespace pemba::schema::fga {

ir::Name Fields::text(const JsonValue& object, const char* name) {
    const JsonValue* value = document_.member(object, {name});
    if (value == nullptr)
        return {{}, object.span};
    if (value->type == JsonType::String)
        return {value->text, value->span};
    wrong(*value, name, "a string");
    return {{}, value->span};
}

const JsonValue* Fields::object(const JsonValue& object, const char* name) {
    const JsonValue* value = document_.member(object, {name});
    if (value == nullptr || value->type == JsonType::Object)
        return value;
    wrong(*value, name, "an object");
    return nullptr;
}

const std::vector<std::uint32_t>& Fields::items(const JsonValue& object, const char* name) {
    static const std::vector<std::uint32_t> kNone;
    const JsonValue* value = document_.member(object, {name});
    if (value == nullptr || value->type == JsonType::Array)
        return value == nullptr ? kNone : value->children;
    wrong(*value, name, "an array");
    return kNone;
}

bool Fields::is_object(std::uint32_t index, const char* name) {
    const bool fits = document_[index].type == JsonType::Object;
    if (!fits)
        wrong(document_[index], name, "an object in each place");
    return fits;
}

bool Fields::is_new(const ir::Name& key, std::set<std::string_view>& seen) {
    if (seen.insert(key.text).second)
        return true;
    has_failed_ = true;
    const Position place = source_.position(key.span.begin);
    sink_.report(Kind::JsonValue, key.span,
                 {{"field", key.text},
                  {"expected", "there once"},
                  {"found", "another one"},
                  {"api_reason", "duplicate map key \"" + key.text + "\""},
                  {"line", std::to_string(place.line)},
                  {"column", std::to_string(place.column)}});
    return false;
}

void Fields::wrong(const JsonValue& value, const char* name, const char* expected) {
    has_failed_ = true;
    const Position place = source_.position(value.span.begin);
    const std::string written(source_.slice(value.span));
    const bool wants_text = std::string_view(expected) == "a string";
    sink_.report(Kind::JsonValue, value.span,
                 {{"field", name},
                  {"expected", expected},
                  {"found", "`" + written + "`"},
                  {"api_reason", wants_text ? std::string("invalid value for string field ") +
                                                  name + ": " + written
                                            : "unexpected token " + written},
                  {"line", std::to_string(place.line)},
                  {"column", std::to_string(place.column)}});
}

} // namespace pemba::schema::fga
