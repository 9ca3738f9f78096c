// The rules that single fields of OpenFGA's messages are held to, as its protos state them.
#pragma once

#include <string_view>

namespace pemba::api::openfga {

/// A rule: how a broken one is told, and what decides it.
struct TextRule {
    std::string_view pattern; ///< a regular expression, for the message
    bool (*matches)(std::string_view text);
};

extern const TextRule kIdRule; ///< of stores and models
extern const TextRule kStoreNameRule;
extern const TextRule kUserRule;
extern const TextRule kReadUserRule; ///< must have a type
extern const TextRule kRelationRule;
extern const TextRule kObjectRule;
extern const TextRule kTypeRule;
extern const TextRule kChangesTypeRule; ///< also takes `@`
extern const TextRule kUserIdRule;      ///< of the object whose users are listed
extern const TextRule kConditionNameRule;
extern const TextRule kCorrelationIdRule;
extern const TextRule kTokenRule;

} // namespace pemba::api::openfga
