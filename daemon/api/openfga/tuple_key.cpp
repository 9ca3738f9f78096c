// TupleKey: decoding, the rules of its texts, encoding.
#include "api/openfga/tuple_key.h"

#include <algorithm>

#include "pemba/result.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxUserBytes = 512;
constexpr std::size_t kMaxContextBytes = 32'768;
constexpr std::string_view kNotTyped =
    "the 'user' field must be an object (e.g. document:1) or an 'object#relation' or a typed "
    "wildcard (e.g. group:*)";

Error malformed(std::string_view message) {
    return {ErrorCode::InvalidTuple, std::string(message), {}};
}

std::optional<TupleCondition> decode_condition(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return {};
    const auto [name, context] = in.fields(node, {{"name"}, {"context"}});
    TupleCondition condition;
    condition.name = in.text(name, kConditionNameRule, {"RelationshipCondition", "Name"});
    condition.context = in.structure(context).value_or("");
    if (condition.context == "{}")
        condition.context.clear(); // which says the same
    return condition;
}

} // namespace

TupleKey decode_question_key(Decoder& in, const JsonNode* node, std::string_view message) {
    const auto [user, relation, object] = in.fields(node, {{"user"}, {"relation"}, {"object"}});
    TupleKey key;
    key.user = in.text(user, kUserRule, {message, "User"});
    key.relation = in.text(relation, kRelationRule, {message, "Relation"});
    key.object = in.text(object, kObjectRule, {message, "Object"});
    return key;
}

TupleKey decode_tuple_key(Decoder& in, const JsonNode* node, std::string_view message) {
    const auto [user, relation, object, condition] =
        in.fields(node, {{"user"}, {"relation"}, {"object"}, {"condition"}});
    TupleKey key;
    key.user = in.string(user, "user");
    if (key.user.size() > kMaxUserBytes)
        in.violate({message, "User"}, "value length must be at most 512 bytes");
    key.relation = in.optional_text(relation, kRelationRule, {message, "Relation"});
    key.object = in.optional_text(object, kObjectRule, {message, "Object"});
    key.condition = decode_condition(in, condition);
    return key;
}

std::vector<TupleKey> decode_tuple_keys(Decoder& in, const JsonNode* list,
                                        std::string_view message) {
    std::vector<TupleKey> keys;
    for (auto* item = in.first_element(list); item; item = in.document().next(*item))
        keys.push_back(decode_tuple_key(in, item, message));
    return keys;
}

Result<Object> object_of(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view id = text.substr(std::min(colon + 1, text.size()));
    if (id == "*")
        return malformed("the 'object' field cannot reference a typed wildcard");
    if (!is_namespace_name(text.substr(0, colon), Dialect::Fga) || !is_object_id(id, Dialect::Fga))
        return malformed("invalid 'object' field format");
    return Object{std::string(text.substr(0, colon)), std::string(id)};
}

Result<Subject> subject_of(std::string_view text) {
    const std::size_t hash = std::min(text.find('#'), text.size());
    const std::string_view object = text.substr(0, hash);
    const std::string_view relation = text.substr(std::min(hash + 1, text.size()));
    const std::size_t colon = object.find(':');
    if (colon == object.npos && !text.empty())
        return malformed(kNotTyped);
    const bool is_userset = hash < text.size();
    const std::string_view type = object.substr(0, colon);
    const std::string_view id = text.empty() ? text : object.substr(colon + 1);
    if (!is_namespace_name(type, Dialect::Fga) ||
        !(is_object_id(id, Dialect::Fga) || (id == "*" && !is_userset)) ||
        (is_userset && !is_relation_name(relation, Dialect::Fga)))
        return malformed("the 'user' field is malformed");
    return Subject{{std::string(type), std::string(id)}, std::string(relation)};
}

Result<RelationTuple> to_tuple(const TupleKey& key) {
    PEMBA_TRY(auto subject, subject_of(key.user));
    PEMBA_TRY(auto object, object_of(key.object));
    if (!is_relation_name(key.relation, Dialect::Fga))
        return malformed("the 'relation' field is malformed");
    if (key.condition && key.condition->context.size() > kMaxContextBytes)
        return malformed("condition context size limit exceeded: " +
                         std::to_string(key.condition->context.size()) + " bytes exceeds " +
                         std::to_string(kMaxContextBytes) + " bytes");
    return RelationTuple{std::move(object), key.relation, std::move(subject), key.condition};
}

Result<std::vector<RelationTuple>> premises_of(const std::vector<TupleKey>& keys) {
    std::vector<RelationTuple> tuples;
    for (const TupleKey& key : keys) {
        auto tuple = to_tuple(key);
        if (!tuple) {
            Error error = std::move(tuple).error();
            error.message = "Invalid tuple '" + text_of(key) + "'. Reason: " + error.message;
            error.details.emplace_back("list", "premises");
            return error;
        }
        tuples.push_back(*std::move(tuple));
    }
    return tuples;
}

std::string text_of(const Object& object) {
    return object.namespace_name + ":" + object.id;
}

std::string text_of(const Subject& subject) {
    const std::string object = text_of(subject.object);
    return subject.is_userset() ? object + "#" + subject.relation : object;
}

std::string text_of(const TupleKey& key) {
    const std::string text = key.object + "#" + key.relation + "@" + key.user;
    return key.condition ? text + " (condition " + key.condition->name + ")" : text;
}

std::string words_of(const RelationTuple& tuple) {
    return "user: '" + text_of(tuple.subject) + "', relation: '" + tuple.relation + "', object: '" +
           text_of(tuple.object) + "'";
}

void write_tuple_key(JsonWriter& out, const RelationTuple& tuple, Conditions conditions) {
    out.begin_object().member("user", text_of(tuple.subject)).member("relation", tuple.relation);
    out.member("object", text_of(tuple.object)).key("condition");
    if (tuple.condition && conditions == Conditions::Shown) {
        const std::string& context = tuple.condition->context;
        out.begin_object().member("name", tuple.condition->name).key("context");
        out.raw(context.empty() ? "{}" : context).end_object();
    } else {
        out.null();
    }
    out.end_object();
}

} // namespace pemba::api::openfga
