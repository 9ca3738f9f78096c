// Policy: where the dialects mean different things by the same tuples. Everything else they share.
#pragma once

#include <cstdint>

#include "pemba/dialect.h"

namespace pemba::schema {

struct Policy {
    /// Tuples that a schema does not allow. No: there are none, since a write or another schema
    /// that would leave one is refused. Yes: there may be, and under the schema they are as if they
    /// were not there; then every write of a schema makes a version of its own, also of the same
    /// text.
    bool filters_tuples = false;
    /// A condition some of whose parameters have no value cannot be evaluated, even if its result
    /// is clear; and an answer that depends on one is an error, not a conditional answer.
    bool needs_every_parameter = false;
    /// What depends on itself through an exclusion: an error, or no.
    bool undefined_is_no = false;
    /// A wildcard may be asked for, as a subject of its own.
    bool wildcard_is_a_subject = false;
    /// A tuple that says that a userset contains itself may be written.
    bool may_state_identity = true;
    /// The most tuples that an answer may lead over, one after another; 0: no limit.
    std::uint32_t max_hops = 0;
};

/// As OpenFGA has it for its models; for the others as SpiceDB would, were it not for its limits.
[[nodiscard]] constexpr Policy policy_of(Dialect dialect) {
    if (dialect != Dialect::Fga)
        return {};
    return {.filters_tuples = true,
            .needs_every_parameter = true,
            .undefined_is_no = true,
            .wildcard_is_a_subject = true,
            .may_state_identity = false,
            .max_hops = 25};
}

} // namespace pemba::schema
