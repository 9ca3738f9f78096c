// Tuple keys: members that are strings, taken apart at the first `#` and the first `:`.
#include "openfga/tuple_key.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace pemba::openfga {
namespace {

namespace json = boost::json;

Error wrong(std::string message) {
    return {ErrorCode::InvalidTuple, std::move(message), {}};
}

Result<void> expect_members(const json::object& object,
                            std::initializer_list<std::string_view> names) {
    for (const auto& [name, value] : object)
        if (std::ranges::find(names, std::string_view(name)) == names.end())
            return wrong(fmt::format("`{}` is no part of a tuple", std::string_view(name)));
    return {};
}

Result<std::string> text_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return wrong(fmt::format("`{}` must be there, as a text", name));
    return std::string(value->get_string());
}

// Absent, null, or an object.
Result<const json::object*> object_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || value->is_null())
        return static_cast<const json::object*>(nullptr);
    if (!value->is_object())
        return wrong(fmt::format("`{}` must be an object", name));
    return &value->get_object();
}

Result<std::optional<TupleCondition>> condition_in(const json::object& key) {
    PEMBA_TRY(const json::object* condition, object_at(key, "condition"));
    if (condition == nullptr)
        return std::optional<TupleCondition>();
    PEMBA_CHECK_OK(expect_members(*condition, {"name", "context"}));
    PEMBA_TRY(const json::object* context, object_at(*condition, "context"));
    TupleCondition read;
    PEMBA_TRY(read.name, text_at(*condition, "name"));
    if (context != nullptr && !context->empty())
        read.context = json::serialize(*context);
    return std::optional(std::move(read));
}

} // namespace

Result<Object> object_from(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos)
        return wrong(fmt::format("`{}` has no `:` between type and id", text));
    const std::string_view type = text.substr(0, colon), id = text.substr(colon + 1);
    if (!is_namespace_name(type, Dialect::Fga) || !is_object_id(id, Dialect::Fga))
        return wrong(fmt::format("`{}` is not of the form `type:id`", text));
    return Object{std::string(type), std::string(id)};
}

Result<Subject> user_from(std::string_view text) {
    const std::size_t hash = text.find('#');
    if (hash == text.npos && text.ends_with(":*")) {
        const std::string_view type = text.substr(0, text.size() - 2);
        if (!is_namespace_name(type, Dialect::Fga))
            return wrong(fmt::format("`{}` is not of the form `type:*`", text));
        return Subject{{std::string(type), "*"}, ""};
    }
    PEMBA_TRY(Object object, object_from(text.substr(0, hash)));
    if (hash == text.npos)
        return Subject{std::move(object), ""};
    const std::string_view relation = text.substr(hash + 1);
    if (!is_relation_name(relation, Dialect::Fga))
        return wrong(fmt::format("`{}` is not of the form `type:id#relation`", text));
    return Subject{std::move(object), std::string(relation)};
}

Result<RelationTuple> tuple_from(const json::value& value) {
    if (!value.is_object())
        return wrong("a tuple must be an object with `user`, `relation` and `object`");
    const json::object& outer = value.get_object();
    PEMBA_TRY(const json::object* inner, object_at(outer, "key"));
    if (inner != nullptr)
        PEMBA_CHECK_OK(expect_members(outer, {"key", "timestamp"}));
    const json::object& key = inner != nullptr ? *inner : outer;
    PEMBA_CHECK_OK(expect_members(key, {"user", "relation", "object", "condition"}));
    PEMBA_TRY(const std::string user, text_at(key, "user"));
    PEMBA_TRY(const std::string object, text_at(key, "object"));
    RelationTuple tuple;
    PEMBA_TRY(tuple.object, object_from(object));
    PEMBA_TRY(tuple.relation, text_at(key, "relation"));
    PEMBA_TRY(tuple.subject, user_from(user));
    PEMBA_TRY(tuple.condition, condition_in(key));
    PEMBA_CHECK_OK(validate(tuple, Dialect::Fga));
    return tuple;
}

json::object tuple_key(const RelationTuple& tuple) {
    json::object key{{"user", text_of(tuple.subject)},
                     {"relation", tuple.relation},
                     {"object", text_of(tuple.object)}};
    if (tuple.condition) {
        json::object condition{{"name", tuple.condition->name}};
        if (!tuple.condition->context.empty()) {
            // What is not JSON goes as it is, for the server to refuse.
            boost::system::error_code failure;
            json::value context = json::parse(tuple.condition->context, failure);
            condition["context"] = failure ? json::value(tuple.condition->context) : context;
        }
        key["condition"] = std::move(condition);
    }
    return key;
}

std::string text_of(const Object& object) {
    return object.namespace_name + ":" + object.id;
}

std::string text_of(const Subject& user) {
    const std::string object = text_of(user.object);
    return user.is_userset() ? object + "#" + user.relation : object;
}

} // namespace pemba::openfga
