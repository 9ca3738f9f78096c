// Question: decoding, and the context that conditions are judged by.
#include "api/authzen/question.h"

#include <map>

#include "api/json_writer.h"

namespace pemba::api::authzen {
namespace {

using Values = std::map<std::string, std::string>; // JSON texts by name

void add_members(const JsonDocument& document, const JsonNode* object, std::string_view prefix,
                 Values& values) {
    if (object == nullptr)
        return;
    for (auto* child = document.first_child(*object); child; child = document.next(*child))
        values[std::string(prefix) + std::string(child->key)] = to_json(document, *child);
}

std::string decode_context(Decoder& in, const Parts& parts) {
    Values values;
    const auto add_properties = [&](const JsonNode* part, std::string_view prefix) {
        add_members(in.document(), in.object(part, "properties"), prefix, values);
    };
    add_properties(parts.subject, "subject_");
    add_properties(parts.resource, "resource_");
    add_properties(parts.action, "action_");
    add_members(in.document(), parts.context, "", values);
    if (values.empty())
        return {};
    JsonWriter out;
    out.begin_object();
    for (const auto& [name, value] : values)
        out.key(name).raw(value);
    out.end_object();
    return std::move(out).text();
}

Entity decode_entity(Decoder& in, const JsonNode* node, const std::string& name, bool needs_id) {
    if (!in.require(node, name))
        return {};
    Entity entity;
    entity.type = in.text(node, "type", name + ".type");
    if (needs_id)
        entity.id = in.text(node, "id", name + ".id");
    return entity;
}

} // namespace

Parts parts_of(Decoder& in, const JsonNode* message) {
    return {in.object(message, "subject"), in.object(message, "action"),
            in.object(message, "resource"), in.object(message, "context")};
}

Parts with_defaults(const Parts& item, const Parts& defaults) {
    const auto either = [](const JsonNode* own, const JsonNode* other) {
        return own != nullptr ? own : other;
    };
    return {either(item.subject, defaults.subject), either(item.action, defaults.action),
            either(item.resource, defaults.resource), either(item.context, defaults.context)};
}

Question decode_question(Decoder& in, const Parts& given, Sought sought) {
    Parts parts = given;
    Question question;
    question.subject = decode_entity(in, parts.subject, "subject", sought != Sought::Subjects);
    if (sought == Sought::Actions)
        parts.action = nullptr;
    else if (in.require(parts.action, "action"))
        question.action = in.text(parts.action, "name", "action.name");
    question.resource = decode_entity(in, parts.resource, "resource", sought != Sought::Resources);
    question.context = decode_context(in, parts);
    return question;
}

CheckItem check_item(const Question& question) {
    CheckItem item;
    item.userset = {{question.resource.type, question.resource.id}, question.action};
    item.subject = {{question.subject.type, question.subject.id}, {}};
    item.context = question.context;
    item.missing_context = MissingContext::Conditional;
    return item;
}

} // namespace pemba::api::authzen
