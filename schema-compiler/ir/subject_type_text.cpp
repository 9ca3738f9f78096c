// A subject type in the words that the languages share.
#include "ir/ir.h"

namespace pemba::schema::ir {

std::string to_text(const SubjectType& type) {
    std::string text = type.namespace_name.text;
    if (type.wildcard)
        text += ":*";
    if (!type.relation.text.empty())
        text += "#" + type.relation.text;
    if (!type.condition.text.empty())
        return text + " with " + type.condition.text + (type.expiration ? " and expiration" : "");
    return text + (type.expiration ? " with expiration" : "");
}

} // namespace pemba::schema::ir
