// TupleKey: a tuple as OpenFGA's messages have it, `{user, relation, object, condition}`, and the
// way from there to the engine's values and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_writer.h"
#include "api/openfga/decoder.h"
#include "pemba/relation_tuple.h"

namespace pemba::api::openfga {

struct TupleKey {
    std::string user, relation, object;
    std::optional<TupleCondition> condition = {};
};

/// Of a check or an assertion: all three are required, without a condition. `message` is its name.
[[nodiscard]] TupleKey decode_question_key(Decoder& in, const JsonNode* node,
                                           std::string_view message);
/// Of a write or a contextual tuple: what is empty is left for to_tuple() to refuse.
[[nodiscard]] TupleKey decode_tuple_key(Decoder& in, const JsonNode* node,
                                        std::string_view message);
/// A list of such.
[[nodiscard]] std::vector<TupleKey> decode_tuple_keys(Decoder& in, const JsonNode* list,
                                                      std::string_view message);

// From texts to names. Errors: InvalidTuple, in OpenFGA's words.

[[nodiscard]] Result<Object> object_of(std::string_view text);
/// An object, a userset or a wildcard.
[[nodiscard]] Result<Subject> subject_of(std::string_view text);
[[nodiscard]] Result<RelationTuple> to_tuple(const TupleKey& key);

/// Contextual tuples: the first one that is no tuple is refused. As Premises::tuples.
[[nodiscard]] Result<std::vector<RelationTuple>> premises_of(const std::vector<TupleKey>& keys);

/// `type:id`, `type:id#relation` or `type:*`, with no escapes.
[[nodiscard]] std::string text_of(const Object& object);
[[nodiscard]] std::string text_of(const Subject& subject);
/// `object#relation@user (condition name)`, for messages.
[[nodiscard]] std::string text_of(const TupleKey& key);
/// `user: 'u', relation: 'r', object: 'o'`, for messages.
[[nodiscard]] std::string words_of(const RelationTuple& tuple);

/// Whether the condition is told: a deleted tuple's is not.
enum class Conditions { Shown, LeftOut };
void write_tuple_key(JsonWriter& out, const RelationTuple& tuple, Conditions conditions);

} // namespace pemba::api::openfga
