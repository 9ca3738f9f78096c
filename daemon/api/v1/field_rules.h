// The rules that single fields of v1 messages are held to, as the peer's protos state them.
#pragma once

#include <cstddef>
#include <string_view>

#include "pemba/dialect.h"

namespace pemba::api::v1 {

/// A rule: how a broken one is told and what decides it, for stores of `.zed` and for those of
/// another dialect.
struct TextRule {
    struct Form {
        std::string_view pattern; ///< a regular expression, for the message
        bool (*matches)(std::string_view text);
        std::size_t max_bytes;

        [[nodiscard]] bool allows(std::string_view text) const {
            return matches(text) && text.size() <= max_bytes;
        }
    };
    Form zed;
    Form others;

    [[nodiscard]] const Form& in(Dialect dialect) const {
        return dialect == Dialect::Zed ? zed : others;
    }
};

extern const TextRule kObjectTypeRule;
extern const TextRule kObjectIdRule;
extern const TextRule kRelationRule;
extern const TextRule kOptionalRelationRule; ///< also takes the empty text
extern const TextRule kOptionalTypeRule;
extern const TextRule kOptionalIdRule;
extern const TextRule kIdPrefixRule;
extern const TextRule kCaveatNameRule;

} // namespace pemba::api::v1
