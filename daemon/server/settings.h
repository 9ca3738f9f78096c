// Settings: what the options say, in the words of the rooms that they are for.
#pragma once

#include "api/audit.h"
#include "api/health.h"
#include "api/service.h"
#include "config/config.h"
#include "http/server.h"
#include "pemba/options.h"

namespace pemba::server {

[[nodiscard]] Options engine_options(const config::Config& config);
[[nodiscard]] api::OpenFgaLimits openfga_limits(const config::Config& config);
[[nodiscard]] api::ReadyLimits ready_limits(const config::Config& config);
[[nodiscard]] http::Limits http_limits(const config::Config& config);
[[nodiscard]] api::AuditedDecisions audited_decisions(const config::Config& config);

} // namespace pemba::server
