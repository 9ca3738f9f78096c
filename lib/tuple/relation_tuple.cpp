// The text form of relation tuples and the check of their parts.
#include "pemba/relation_tuple.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "tuple/validate.h"

namespace pemba {
namespace {

constexpr std::string_view kEllipsis = "...";

Error invalid(std::string message) {
    return {ErrorCode::InvalidTuple, std::move(message), {}};
}

// At most this much of a text that a caller sent is repeated to them.
std::string quoted(std::string_view text) {
    constexpr std::size_t kShown = 100;
    return text.size() <= kShown ? fmt::format("`{}`", text)
                                 : fmt::format("`{}…`", text.substr(0, kShown));
}

const char* rule_of_names(Dialect dialect) {
    return dialect == Dialect::Zed
               ? "it takes 3 to 64 of a-z, 0-9 and _, starting with a letter"
               : "it takes letters, digits and signs other than `:`, `#` and `@`";
}

Result<void> check_namespace(std::string_view name, Dialect dialect) {
    if (is_namespace_name(name, dialect))
        return {};
    return invalid(
        fmt::format("{} is not a namespace's name: {}", quoted(name), rule_of_names(dialect)));
}

Result<void> check_relation(std::string_view name, Dialect dialect) {
    if (is_relation_name(name, dialect))
        return {};
    return invalid(
        fmt::format("{} is not a relation's name: {}", quoted(name), rule_of_names(dialect)));
}

Result<void> check_id(std::string_view id, Dialect dialect) {
    if (is_object_id(id, dialect))
        return {};
    return invalid(fmt::format("{} is not an object's id: it takes 1 to {} {}", quoted(id),
                               kMaxObjectIdBytes, words_of_id_rule(dialect)));
}

Result<void> check_object(const Object& object, Dialect dialect) {
    PEMBA_CHECK_OK(check_namespace(object.namespace_name, dialect));
    return check_id(object.id, dialect);
}

Result<void> check_subject(const Subject& subject, Dialect dialect) {
    PEMBA_CHECK_OK(check_namespace(subject.object.namespace_name, dialect));
    if (subject.is_wildcard()) {
        if (subject.is_userset())
            return invalid(
                fmt::format("wildcard `{}:*` has a relation; a wildcard stands for objects only",
                            subject.object.namespace_name));
        return {};
    }
    PEMBA_CHECK_OK(check_id(subject.object.id, dialect));
    return subject.is_userset() ? check_relation(subject.relation, dialect) : Result<void>{};
}

// Splits at the first separator; without one the whole text is the first half.
struct Halves {
    std::string_view first, second;
    bool found;
};
Halves split(std::string_view text, char separator) {
    auto at = text.find(separator);
    if (at == text.npos)
        return {text, {}, false};
    return {text.substr(0, at), text.substr(at + 1), true};
}

// In the text form `[` begins what a tuple carries, so in an id it has a backslash before it.
bool has_backslash(char c) {
    return c == '[' || c == '\\';
}

void append_id(std::string& text, std::string_view id) {
    if (id.find('[') == id.npos && id.find('\\') == id.npos) { // as good as always
        text += id;
        return;
    }
    for (const char c : id) {
        if (has_backslash(c))
            text += '\\';
        text += c;
    }
}

std::string unescaped(std::string_view text) {
    std::string id;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        id += text[i];
    }
    return id;
}

// Where the attributes of a tuple begin: at the first `[` that is not part of an id.
std::size_t find_attributes(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[')
            return i;
        if (text[i] == '\\')
            ++i;
    }
    return text.size();
}

Result<Object> split_object(std::string_view text) {
    auto [name, id, found] = split(text, ':');
    if (!found)
        return invalid(fmt::format("{} has no `:` between namespace and id", quoted(text)));
    return Object{std::string(name), unescaped(id)};
}

Result<Subject> split_subject(std::string_view text) {
    auto [object, relation, has_relation] = split(text, '#');
    if (has_relation && relation.empty())
        return invalid(fmt::format("{} ends with `#`", quoted(text)));
    PEMBA_TRY(auto parsed, split_object(object));
    return Subject{std::move(parsed), relation == kEllipsis ? "" : std::string(relation)};
}

Result<Userset> split_userset(std::string_view text) {
    auto [object, relation, found] = split(text, '#');
    if (!found)
        return invalid(fmt::format("{} has no `#` before the relation", quoted(text)));
    PEMBA_TRY(auto parsed, split_object(object));
    return Userset{std::move(parsed), std::string(relation)};
}

} // namespace

Result<Object> parse_object(std::string_view text, Dialect dialect) {
    PEMBA_TRY(auto object, split_object(text));
    PEMBA_CHECK_OK(check_object(object, dialect));
    return object;
}

Result<Subject> parse_subject(std::string_view text, Dialect dialect) {
    PEMBA_TRY(auto subject, split_subject(text));
    PEMBA_CHECK_OK(check_subject(subject, dialect));
    return subject;
}

Result<Userset> parse_userset(std::string_view text, Dialect dialect) {
    PEMBA_TRY(auto userset, split_userset(text));
    PEMBA_CHECK_OK(check_object(userset.object, dialect));
    PEMBA_CHECK_OK(check_relation(userset.relation, dialect));
    return userset;
}

namespace {

constexpr std::string_view kExpiration = "[expiration:";

// `[expiration:…]` at the end of what follows the subject, if it stands there.
Result<std::optional<Timestamp>> take_expiration(std::string_view& attributes) {
    auto at = attributes.rfind(kExpiration);
    if (at == attributes.npos || !attributes.ends_with(']') ||
        (at > 0 && attributes[at - 1] != ']'))
        return std::optional<Timestamp>{};
    auto time = attributes.substr(at + kExpiration.size());
    time.remove_suffix(1);
    if (at > 0 && time.find_first_not_of("0123456789-+.:TZ") != time.npos)
        return std::optional<Timestamp>{}; // it is inside a condition's context
    PEMBA_TRY(auto expires_at, parse_timestamp(time));
    attributes = attributes.substr(0, at);
    return std::optional(expires_at);
}

// `[name]` or `[name:{json}]`, or nothing.
Result<std::optional<TupleCondition>> read_condition(std::string_view text) {
    if (text.empty())
        return std::optional<TupleCondition>{};
    auto [name, context, has_context] = split(text.substr(1, text.size() - 2), ':');
    bool is_object = context.starts_with('{') && context.ends_with('}');
    if (!text.ends_with(']') || name.empty() || has_context != is_object)
        return invalid(
            fmt::format("{} is neither `[condition]` nor `[condition:{{\"a\":1}}]`", quoted(text)));
    return std::optional(TupleCondition{std::string(name), std::string(context)});
}

} // namespace

Result<RelationTuple> parse_relation_tuple(std::string_view text, Dialect dialect) {
    // An id may have an `@`, a relation none.
    auto relation = std::min(text.find('#'), text.size());
    auto at = text.find('@', relation == text.size() ? 0 : relation);
    if (at == text.npos)
        return invalid(fmt::format("{} has no `@` before the subject", quoted(text)));
    auto rest = text.substr(at + 1);
    auto right = rest.substr(0, find_attributes(rest));
    auto attributes = rest.substr(right.size());
    PEMBA_TRY(auto userset, split_userset(text.substr(0, at)));
    PEMBA_TRY(auto subject, split_subject(right));
    RelationTuple tuple{std::move(userset.object), std::move(userset.relation), std::move(subject)};
    PEMBA_TRY(tuple.expires_at, take_expiration(attributes));
    PEMBA_TRY(tuple.condition, read_condition(attributes));
    PEMBA_CHECK_OK(validate(tuple, dialect));
    return tuple;
}

Result<void> validate(const RelationTuple& tuple, Dialect dialect) {
    PEMBA_CHECK_OK(check_object(tuple.object, dialect));
    PEMBA_CHECK_OK(check_relation(tuple.relation, dialect));
    return check_subject(tuple.subject, dialect);
}

Result<void> validate_ids(const RelationTuple& tuple, Dialect dialect) {
    PEMBA_CHECK_OK(check_id(tuple.object.id, dialect));
    return tuple.subject.is_wildcard() ? Result<void>{}
                                       : check_id(tuple.subject.object.id, dialect);
}

std::string to_string(const Object& object) {
    std::string text;
    text.reserve(object.namespace_name.size() + 1 + object.id.size());
    text.append(object.namespace_name).append(":");
    append_id(text, object.id);
    return text;
}

std::string to_string(const Userset& userset) {
    return fmt::format("{}#{}", to_string(userset.object), userset.relation);
}

std::string to_string(const Subject& subject) {
    std::string text = to_string(subject.object);
    if (subject.is_userset())
        text.append("#").append(subject.relation);
    return text;
}

std::string to_string(const TupleEdge& edge) {
    return fmt::format("{}#{}@{}", to_string(edge.object), edge.relation, to_string(edge.subject));
}

std::string to_string(const RelationTuple& tuple) {
    auto text = to_string(edge_of(tuple));
    if (tuple.condition)
        text += fmt::format("[{}{}{}]", tuple.condition->name,
                            tuple.condition->context.empty() ? "" : ":", tuple.condition->context);
    if (tuple.expires_at)
        text += fmt::format("{}{}]", kExpiration, to_string(*tuple.expires_at));
    return text;
}

std::ostream& operator<<(std::ostream& out, const Object& object) {
    return out << to_string(object);
}
std::ostream& operator<<(std::ostream& out, const Userset& userset) {
    return out << to_string(userset);
}
std::ostream& operator<<(std::ostream& out, const Subject& subject) {
    return out << to_string(subject);
}
std::ostream& operator<<(std::ostream& out, const RelationTuple& tuple) {
    return out << to_string(tuple);
}

} // namespace pemba
