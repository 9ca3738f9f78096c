// The messages that several calls of the v1 API share, from JSON to the engine's values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/v1/decoder.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// Absent: the newest snapshot, which costs nothing extra here.
[[nodiscard]] Consistency decode_consistency(Decoder& in, const JsonNode* node);
/// `{objectType, objectId}`; the message is required.
[[nodiscard]] Object decode_object(Decoder& in, const JsonNode* node, const Path& path);
/// The same, refusing the id `*`.
[[nodiscard]] Object decode_resource(Decoder& in, const JsonNode* node, const Path& path);
/// `{object, optionalRelation}`; the message is required.
[[nodiscard]] Subject decode_subject(Decoder& in, const JsonNode* node, const Path& path);
[[nodiscard]] RelationTuple decode_relationship(Decoder& in, const JsonNode* node,
                                                const Path& path);
[[nodiscard]] TupleFilter decode_filter(Decoder& in, const JsonNode* node, const Path& path);
[[nodiscard]] std::vector<Precondition> decode_preconditions(Decoder& in, const JsonNode* node);
/// `optionalTransactionMetadata`, as text.
[[nodiscard]] WriteContext decode_write_context(Decoder& in, const JsonNode* metadata);
/// `optionalCursor`; absent is nothing, an empty token is refused.
[[nodiscard]] std::optional<Cursor> decode_cursor(Decoder& in, const JsonNode* node);

/// Whether the largest size is kept to.
enum class ContextLimit { Checked, Unchecked };
/// Caveat context: any object, as text; empty if absent.
[[nodiscard]] std::string decode_context(Decoder& in, const JsonNode* node,
                                         ContextLimit limit = ContextLimit::Checked);

} // namespace pemba::api::v1
