// Audit: the audit log as handlers' wrappers know it: where lines go, and which decisions are told.
#pragma once

#include <atomic>
#include <cstdint>

#include "audit/trail.h"

namespace pemba::api {

/// Which answers to questions have a line. What grants nothing has one in all modes but None.
enum class AuditedDecisions { None, Denied, Sampled, All };

/// Thread-safe. Outlives all handlers.
struct Audit {
    audit::Trail& trail;
    AuditedDecisions decisions = AuditedDecisions::Denied;
    std::uint64_t sample = 1; ///< if Sampled: of how many grants one is told

    /// Whether an answer is told.
    [[nodiscard]] bool tells(bool granted) const {
        switch (decisions) {
        case AuditedDecisions::None: return false;
        case AuditedDecisions::Denied: return !granted;
        case AuditedDecisions::Sampled:
            return !granted || grants.fetch_add(1, std::memory_order_relaxed) % sample == 0;
        case AuditedDecisions::All: return true;
        }
        return true;
    }

    mutable std::atomic<std::uint64_t> grants = 0; ///< so far
};

} // namespace pemba::api
