// Parts of a schema as the reflection messages have them.
#pragma once

#include "api/json_writer.h"
#include "pemba/schema.h"

namespace pemba::api::v1 {

/// Which members of a definition are written.
struct MemberFilter {
    virtual ~MemberFilter() = default;
    [[nodiscard]] virtual bool takes(const RelationOutline&) const { return true; }
};

void write_definition(JsonWriter& out, const NamespaceOutline& definition,
                      const MemberFilter& filter = {});
void write_relation(JsonWriter& out, const std::string& definition,
                    const RelationOutline& relation);
void write_permission(JsonWriter& out, const std::string& definition,
                      const RelationOutline& permission);
void write_subject_type(JsonWriter& out, const SubjectType& type);
void write_caveat(JsonWriter& out, const ConditionOutline& caveat);
void write_parameter(JsonWriter& out, const std::string& caveat,
                     const ConditionParameter& parameter);

} // namespace pemba::api::v1
