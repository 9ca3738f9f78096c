// Settings: one function for each room.
#include "server/settings.h"

#include <algorithm>

namespace pemba::server {

Options engine_options(const config::Config& config) {
    Options options;
    options.directory = config.data;
    options.create = config.create;
    options.opening_check = OpeningCheck::Roots; // the rest, by `verify-at-start`, before opening
    options.map_bytes = config.map_size << 30;
    options.name_cache_bytes = config.name_cache_size << 20;
    options.expiry_interval = std::chrono::milliseconds(config.expiry_interval);
    options.changelog_retention = std::chrono::seconds(config.changelog_retention);
    options.durable = !config.no_sync;
    options.limits.watchers = config.max_watchers;
    return options;
}

api::OpenFgaLimits openfga_limits(const config::Config& config) {
    return {.body_bytes = config.openfga_max_body_bytes,
            .tuples_per_write = config.openfga_max_tuples_per_write,
            .model_types = config.openfga_max_types,
            .model_bytes = config.openfga_max_model_bytes,
            .checks_per_batch = config.openfga_max_checks_per_batch,
            .changes_per_page = config.openfga_max_changes_page,
            .results = config.openfga_max_results};
}

api::ReadyLimits ready_limits(const config::Config& config) {
    return {.write_stall = std::chrono::seconds(config.ready_max_write_stall),
            .least_writable_bytes = config.ready_min_space << 20};
}

http::Limits http_limits(const config::Config& config) {
    using std::chrono::seconds;
    return {.header_bytes = config.max_header_bytes,
            .body_bytes = std::max(config.max_import_bytes, config.max_body_bytes),
            .read_timeout = seconds(config.read_timeout),
            .write_timeout = seconds(config.write_timeout),
            .idle_timeout = seconds(config.idle_timeout),
            .connections = config.max_connections,
            .concurrent_requests = config.max_concurrent_requests,
            .large_body_bytes = config.max_large_bodies << 20,
            .io_wait = std::chrono::milliseconds(config.max_io_wait),
            .worker_wait = std::chrono::milliseconds(config.max_worker_wait)};
}

api::AuditedDecisions audited_decisions(const config::Config& config) {
    const std::string& name = config.audit_decisions;
    if (name == "none")
        return api::AuditedDecisions::None;
    if (name == "sampled")
        return api::AuditedDecisions::Sampled;
    return name == "all" ? api::AuditedDecisions::All : api::AuditedDecisions::Denied;
}

} // namespace pemba::server
