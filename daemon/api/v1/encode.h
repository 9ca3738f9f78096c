// The messages that several answers of the v1 API share, from the engine's values to JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/json_writer.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// A member `name: {"token": …}`.
void write_token(JsonWriter& out, std::string_view name, std::string_view token);
/// The same as text, for many rows that share it.
[[nodiscard]] std::string token_member(std::string_view name, std::string_view token);
void write_object(JsonWriter& out, const Object& object);
void write_subject(JsonWriter& out, const Subject& subject);
void write_relationship(JsonWriter& out, const RelationTuple& tuple);

/// `PERMISSIONSHIP_HAS_PERMISSION` and its like; lookups put `LOOKUP_` before it.
[[nodiscard]] std::string_view permissionship_name(Permissionship permissionship);
/// `partialCaveatInfo`: the context that a conditional decision lacks, otherwise null.
void write_partial_caveat_info(JsonWriter& out, const std::vector<std::string>& missing_context);
/// `permissionship` of a lookup's row, and `partialCaveatInfo`.
void write_found(JsonWriter& out, const Decision& decision);

} // namespace pemba::api::v1
