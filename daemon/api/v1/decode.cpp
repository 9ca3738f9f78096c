// Decoding of shared v1 messages.
#include "api/v1/decode.h"

namespace pemba::api::v1 {
namespace {

constexpr std::size_t kMaxContextBytes = 4096;
constexpr std::size_t kMaxCaveatBytes = 25'000;
constexpr std::size_t kMaxCursorBytes = 102'400;

Status plain_refusal(std::string message) {
    return {.code = Code::InvalidArgument, .message = std::move(message), .reason = {}};
}

Zookie decode_token(Decoder& in, const JsonNode* node) {
    const auto [token] = in.fields(node, {{"token", "token"}});
    return Zookie{in.string(token, "token")};
}

void expect_enumerator(Decoder& in, std::int32_t value, std::int32_t last, const Path& path) {
    if (!in.ok())
        return;
    if (value == 0)
        in.violate(path, "enum.not_in", "must not be in list [0]");
    else if (value < 0 || value > last)
        in.violate(path, "enum.defined_only", "value must be one of the defined enum values");
}

} // namespace

Consistency decode_consistency(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return Consistency::newest();
    const auto [minimal, at_least, exact, full] =
        in.fields(node, {{"minimizeLatency", "minimize_latency"},
                         {"atLeastAsFresh", "at_least_as_fresh"},
                         {"atExactSnapshot", "at_exact_snapshot"},
                         {"fullyConsistent", "fully_consistent"}});
    const int given = (minimal ? 1 : 0) + (at_least ? 1 : 0) + (exact ? 1 : 0) + (full ? 1 : 0);
    if (given > 1)
        in.fail("`consistency` takes one requirement, not several");
    const bool newest =
        in.boolean(minimal, "minimizeLatency") || in.boolean(full, "fullyConsistent");
    if (at_least != nullptr)
        return Consistency::at_least_as_fresh(decode_token(in, at_least));
    if (exact != nullptr)
        return Consistency::exact_snapshot(decode_token(in, exact));
    if (!newest)
        in.reject(plain_refusal("`consistency` names no requirement; leave it out or set one"));
    return Consistency::newest();
}

Object decode_object(Decoder& in, const JsonNode* node, const Path& path) {
    if (!in.require(node, path))
        return {};
    const auto [type, id] =
        in.fields(node, {{"objectType", "object_type"}, {"objectId", "object_id"}});
    Object object;
    object.namespace_name = in.text(type, kObjectTypeRule, {&path, "object_type"});
    object.id = in.text(id, kObjectIdRule, {&path, "object_id"});
    return object;
}

Object decode_resource(Decoder& in, const JsonNode* node, const Path& path) {
    Object object = decode_object(in, node, path);
    if (object.id == "*")
        in.reject(plain_refusal("invalid ObjectReference.ObjectId in `" + path.text() +
                                "`: alphanumeric value is required"));
    return object;
}

Subject decode_subject(Decoder& in, const JsonNode* node, const Path& path) {
    if (!in.require(node, path))
        return {};
    const auto [object, relation] =
        in.fields(node, {{"object", "object"}, {"optionalRelation", "optional_relation"}});
    Subject subject;
    subject.object = decode_object(in, object, {&path, "object"});
    subject.relation = in.text(relation, kOptionalRelationRule, {&path, "optional_relation"});
    if (subject.is_wildcard() && subject.is_userset())
        in.reject(plain_refusal("invalid SubjectReference.OptionalRelation in `" + path.text() +
                                "`: must be empty if the object id is a wildcard"));
    return subject;
}

namespace {

// As the peer measures it, near enough: the caveat's name and context as stored.
void check_caveat_size(Decoder& in, const RelationTuple& tuple) {
    const std::size_t size = tuple.condition->name.size() + tuple.condition->context.size();
    if (size <= kMaxCaveatBytes)
        return;
    const std::string text = to_string(edge_of(tuple)), limit = std::to_string(kMaxCaveatBytes);
    in.reject({.code = Code::InvalidArgument,
               .message = "provided relationship `" + text +
                          "` exceeded maximum allowed caveat size of " + limit,
               .reason = "MAX_RELATIONSHIP_CONTEXT_SIZE",
               .metadata = {{"context_size", std::to_string(size)},
                            {"max_allowed_size", limit},
                            {"relationship", text}}});
}

void decode_caveat(Decoder& in, const JsonNode* node, RelationTuple& tuple, const Path& path) {
    if (node == nullptr)
        return;
    const auto [name, context] =
        in.fields(node, {{"caveatName", "caveat_name"}, {"context", "context"}});
    TupleCondition caveat;
    caveat.context = in.structure(context).value_or("");
    caveat.name = in.text(name, kCaveatNameRule, {&path, "caveat_name"});
    if (caveat.context == "{}")
        caveat.context.clear(); // which says the same
    tuple.condition = std::move(caveat);
    if (in.ok())
        check_caveat_size(in, tuple);
}

std::optional<Timestamp> decode_expiration(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return {};
    const std::string_view text = in.string(node, "optionalExpiresAt");
    auto time = parse_timestamp(text);
    if (time)
        return *time;
    in.fail("invalid google.protobuf.Timestamp value \"" + std::string(text.substr(0, 64)) + "\"");
    return {};
}

} // namespace

RelationTuple decode_relationship(Decoder& in, const JsonNode* node, const Path& path) {
    if (!in.require(node, path))
        return {};
    const auto [resource, relation, subject, caveat, expires_at] =
        in.fields(node, {{"resource", "resource"},
                         {"relation", "relation"},
                         {"subject", "subject"},
                         {"optionalCaveat", "optional_caveat"},
                         {"optionalExpiresAt", "optional_expires_at"}});
    RelationTuple tuple;
    tuple.object = decode_resource(in, resource, {&path, "resource"});
    tuple.relation = in.text(relation, kRelationRule, {&path, "relation"});
    tuple.subject = decode_subject(in, subject, {&path, "subject"});
    decode_caveat(in, caveat, tuple, {&path, "optional_caveat"});
    tuple.expires_at = decode_expiration(in, expires_at);
    return tuple;
}

namespace {

std::optional<std::string> unless_empty(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<SubjectFilter> decode_subject_filter(Decoder& in, const JsonNode* node,
                                                   const Path& path) {
    if (node == nullptr)
        return {};
    const auto [type, id, relation] = in.fields(node, {{"subjectType", "subject_type"},
                                                       {"optionalSubjectId", "optional_subject_id"},
                                                       {"optionalRelation", "optional_relation"}});
    SubjectFilter filter;
    filter.namespace_name = in.text(type, kObjectTypeRule, {&path, "subject_type"});
    filter.id = unless_empty(in.text(id, kOptionalIdRule, {&path, "optional_subject_id"}));
    if (relation != nullptr) {
        const Path relation_path{&path, "optional_relation"};
        const auto [name] = in.fields(relation, {{"relation", "relation"}});
        filter.relation = in.text(name, kOptionalRelationRule, {&relation_path, "relation"});
    }
    return filter;
}

} // namespace

TupleFilter decode_filter(Decoder& in, const JsonNode* node, const Path& path) {
    if (!in.require(node, path))
        return {};
    const auto [type, id, prefix, relation, subject] =
        in.fields(node, {{"resourceType", "resource_type"},
                         {"optionalResourceId", "optional_resource_id"},
                         {"optionalResourceIdPrefix", "optional_resource_id_prefix"},
                         {"optionalRelation", "optional_relation"},
                         {"optionalSubjectFilter", "optional_subject_filter"}});
    TupleFilter filter;
    filter.namespace_name =
        unless_empty(in.text(type, kOptionalTypeRule, {&path, "resource_type"}));
    filter.object_id = unless_empty(in.text(id, kOptionalIdRule, {&path, "optional_resource_id"}));
    filter.object_id_prefix =
        unless_empty(in.text(prefix, kIdPrefixRule, {&path, "optional_resource_id_prefix"}));
    filter.relation =
        unless_empty(in.text(relation, kOptionalRelationRule, {&path, "optional_relation"}));
    filter.subject = decode_subject_filter(in, subject, {&path, "optional_subject_filter"});
    if (filter.is_empty())
        in.reject({.code = Code::InvalidArgument,
                   .message = "the relationship filter provided is not valid: at least one field "
                              "must be set",
                   .reason = "INVALID_FILTER",
                   .metadata = {{"filter", ""}}});
    return filter;
}

std::vector<Precondition> decode_preconditions(Decoder& in, const JsonNode* node) {
    constexpr std::string_view kOperations[] = {"OPERATION_UNSPECIFIED", "OPERATION_MUST_NOT_MATCH",
                                                "OPERATION_MUST_MATCH"};
    std::vector<Precondition> preconditions;
    for (auto* item = in.first_element(node); item; item = in.document().next(*item)) {
        const Path path{nullptr, "optional_preconditions",
                        static_cast<std::int64_t>(preconditions.size())};
        const auto [operation, filter] =
            in.fields(item, {{"operation", "operation"}, {"filter", "filter"}});
        const std::int32_t kind = in.enumeration(operation, "operation", kOperations);
        expect_enumerator(in, kind, 2, {&path, "operation"});
        preconditions.push_back(
            {.kind = kind == 1 ? Precondition::Kind::MustNotMatch : Precondition::Kind::MustMatch,
             .filter = decode_filter(in, filter, {&path, "filter"})});
    }
    return preconditions;
}

WriteContext decode_write_context(Decoder& in, const JsonNode* metadata) {
    return {.actor = {}, .metadata = in.structure(metadata).value_or(std::string{})};
}

std::optional<Cursor> decode_cursor(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return {};
    const auto [token_node] = in.fields(node, {{"token", "token"}});
    std::string token(in.string(token_node, "token"));
    if (in.ok() && (token.empty() || token.size() > kMaxCursorBytes))
        in.reject({.code = Code::InvalidArgument,
                   .message = "error decoding cursor: the token must be 1 to 102400 bytes long",
                   .reason = "INVALID_CURSOR"});
    return Cursor{std::move(token)};
}

std::string decode_context(Decoder& in, const JsonNode* node, ContextLimit limit) {
    auto text = in.structure(node);
    if (limit == ContextLimit::Checked && text && text->size() > kMaxContextBytes)
        in.reject(plain_refusal("request caveat context should have less than " +
                                std::to_string(kMaxContextBytes) + " bytes but had " +
                                std::to_string(text->size())));
    return std::move(text).value_or("");
}

} // namespace pemba::api::v1
