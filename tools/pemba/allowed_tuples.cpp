// Allowed tuples: each kind of tuple as one text.
#include "allowed_tuples.h"

#include <fmt/format.h>

namespace pemba::client {
namespace {

// Names have no blanks.
std::string kind_of(const std::string& type, const std::string& relation,
                    const SubjectType& subject) {
    return fmt::format("{} {} {} {} {} {} {}", type, relation, subject.namespace_name,
                       subject.relation, subject.wildcard, subject.expiration, subject.condition);
}

} // namespace

AllowedTuples::AllowedTuples(const Schema& schema) {
    for (const NamespaceOutline& type : schema.outline())
        for (const RelationOutline& relation : type.relations)
            for (const SubjectType& subject : relation.subject_types)
                kinds_.insert(kind_of(type.name, relation.name, subject));
}

bool AllowedTuples::allow(const RelationTuple& tuple) const {
    const SubjectType subject{tuple.subject.object.namespace_name, tuple.subject.relation,
                              tuple.subject.is_wildcard(), tuple.expires_at.has_value(),
                              tuple.condition ? tuple.condition->name : ""};
    return kinds_.contains(kind_of(tuple.object.namespace_name, tuple.relation, subject));
}

} // namespace pemba::client
