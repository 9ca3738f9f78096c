// Allowed tuples: which tuples a schema lets be written.
#pragma once

#include <set>
#include <string>

#include "pemba/relation_tuple.h"
#include "pemba/schema.h"

namespace pemba::client {

/// The types of subjects that relations take. O(schema) to make.
class AllowedTuples {
public:
    explicit AllowedTuples(const Schema& schema);

    /// Whether the tuple's relation takes its subject, under its condition, with its expiry or
    /// without. O(log(schema)).
    [[nodiscard]] bool allow(const RelationTuple& tuple) const;

private:
    std::set<std::string> kinds_;
};

} // namespace pemba::client
