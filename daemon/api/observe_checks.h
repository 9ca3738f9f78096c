// What the metrics are told of a list of checks.
#pragma once

#include <vector>

#include "metrics/metrics.h"
#include "pemba/questions.h"
#include "pemba/result.h"

namespace pemba::api {

/// Counts the tuples that each check has read; those that failed have no count.
inline void observe_checks(metrics::Metrics& metrics,
                           const std::vector<Result<CheckResult>>& checks) {
    for (const auto& check : checks)
        if (check)
            metrics.observe_check(check->tuple_reads);
}

} // namespace pemba::api
