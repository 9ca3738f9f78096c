// The messages that several answers of the v1 API share, from the engine's values to JSON.
#pragma once

#include <string_view>

#include "api/json_writer.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// A member `name: {"token": …}`.
void write_token(JsonWriter& out, std::string_view name, const std::string& token);
void write_object(JsonWriter& out, const Object& object);
void write_subject(JsonWriter& out, const Subject& subject);
void write_relationship(JsonWriter& out, const RelationTuple& tuple);

/// `PERMISSIONSHIP_HAS_PERMISSION` or `PERMISSIONSHIP_NO_PERMISSION`.
[[nodiscard]] std::string_view permissionship_name(bool has);

} // namespace pemba::api::v1
