// Question: AuthZEN's information model: subject, action, resource and context, and how the engine
// is asked about them.
#pragma once

#include <string>
#include <string_view>

#include "api/authzen/decoder.h"
#include "pemba/engine.h"

namespace pemba::api::authzen {

/// The four members of a message that a question is made of; nullptr where there is none.
struct Parts {
    const JsonNode* subject = nullptr;
    const JsonNode* action = nullptr;
    const JsonNode* resource = nullptr;
    const JsonNode* context = nullptr;
};

[[nodiscard]] Parts parts_of(Decoder& in, const JsonNode* message);
/// Each part of an item, or else the default: as a whole, never merged.
[[nodiscard]] Parts with_defaults(const Parts& item, const Parts& defaults);

/// A subject or a resource.
struct Entity {
    std::string type;
    std::string id; ///< empty where a search looks for it
};

struct Question {
    Entity subject;
    std::string action; ///< empty where a search looks for it
    Entity resource;
    /// For conditions, as CheckRequest::context: the properties, as `subject_NAME`,
    /// `resource_NAME` and `action_NAME`, and the context's own members. Of two with the same name
    /// the later in this order counts. Ordered by name, so that equal questions have equal texts.
    std::string context;
};

/// What a search looks for, which a message therefore need not have.
enum class Sought { Nothing, Subjects, Resources, Actions };

[[nodiscard]] Question decode_question(Decoder& in, const Parts& parts,
                                       Sought sought = Sought::Nothing);

[[nodiscard]] CheckItem check_item(const Question& question);

} // namespace pemba::api::authzen
