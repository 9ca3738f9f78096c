// Namespaces in a message: what a call is about, found before its handler reads it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pemba::api {

/// The texts that stand in a body's JSON objects at the places, such as
///
///   updates[].relationship.resource.objectType
///   ?writes.tuple_keys[].object:
///
/// where `[]` is each element, `?` a member that may be absent or null, and a last `:` says that
/// only what stands before the text's colon counts. Nothing if there is no place, a place is not
/// there or no text, or the body is not JSON. A member that is given twice counts twice, and under
/// each spelling (`objectType`, `object_type`): whichever the handler reads is among the texts.
/// O(body), for each place.
[[nodiscard]] std::optional<std::vector<std::string>>
namespaces_in(std::string_view body, const std::vector<std::string>& places);

} // namespace pemba::api
