// TupleFilter: which relation tuples a read, a delete or a precondition means.
#pragma once

#include <optional>
#include <string>

#include "pemba/relation_tuple.h"

namespace pemba {

/// The subject's side of a filter.
struct SubjectFilter {
    std::string namespace_name;          ///< compulsory
    std::optional<std::string> id;       ///< `*` matches wildcards only
    std::optional<std::string> relation; ///< absent: any; "": subjects without a relation

    friend bool operator==(const SubjectFilter&, const SubjectFilter&) = default;
};

/// Every part that is set must match. Names must exist in the schema; ids need not.
struct TupleFilter {
    std::optional<std::string> namespace_name;
    std::optional<std::string> object_id;
    std::optional<std::string> object_id_prefix; ///< not together with object_id
    std::optional<std::string> relation;
    std::optional<SubjectFilter> subject;

    [[nodiscard]] bool is_empty() const {
        return !namespace_name && !object_id && !object_id_prefix && !relation && !subject;
    }
    /// Whether a tuple is meant.
    [[nodiscard]] PEMBA_EXPORT bool matches(const RelationTuple& tuple) const;

    friend bool operator==(const TupleFilter&, const TupleFilter&) = default;
};

} // namespace pemba
