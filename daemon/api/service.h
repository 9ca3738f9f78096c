// Service: what every handler of every API works with.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/audit.h"
#include "log/log.h"
#include "metrics/metrics.h"
#include "pemba/database.h"

namespace pemba::api {

/// What OpenFGA's API takes in one request, where its peer has an option for it.
struct OpenFgaLimits {
    std::size_t body_bytes = 616'448;
    std::size_t tuples_per_write = 100;
    std::size_t model_types = 100;
    std::size_t model_bytes = 256 * 1024;
    std::size_t checks_per_batch = 50;
    std::size_t changes_per_page = 100;
    std::size_t results = 0; ///< of a list; 0: all. A list that it cuts says so in a header
};

/// Outlives all handlers.
struct Service {
    Database& database;
    const Access& access;
    metrics::Metrics& metrics;
    log::Log& log;
    const Audit* audit = nullptr; ///< none: there is no audit log
    OpenFgaLimits openfga = {};
    std::string base_url = {}; ///< where clients find this server, without a `/` at its end
    std::vector<std::string> cors_origins =
        {}; ///< whose pages may read OpenFGA's answers; `*`: all
};

} // namespace pemba::api
