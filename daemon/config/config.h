// Config: pembad's options, from one table: flag, environment variable and key of the TOML file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pemba::config {

/// Every option with its value.
struct Config {
    std::string data = "pemba-data";
    bool create = true;
    std::string listen = "127.0.0.1:8443";
    std::string port_file;
    std::string base_url;
    std::string key_file;
    std::string tls_certificate;
    std::string tls_key;
    std::string tls_client_ca;
    std::string tls_client_crl;
    std::string oidc_file;
    std::string cors_origin;
    bool insecure_no_auth = false;
    bool insecure_no_tls = false;
    std::uint64_t threads = 0;
    std::uint64_t max_header_bytes = 16 * 1024;
    std::uint64_t max_body_bytes = 4 * 1024 * 1024;
    std::uint64_t max_import_bytes = 64 * 1024 * 1024;
    std::uint64_t read_timeout = 30;
    std::uint64_t write_timeout = 30;
    std::uint64_t idle_timeout = 120;
    std::uint64_t max_connections = 10'000;
    std::uint64_t max_concurrent_requests = 1'000;
    std::uint64_t max_large_bodies = 512;
    std::uint64_t max_io_wait = 10;
    std::uint64_t max_worker_wait = 5'000;
    std::uint64_t max_watchers = 500;
    std::uint64_t shutdown_grace = 10;
    std::uint64_t openfga_max_body_bytes = 616'448;
    std::uint64_t openfga_max_tuples_per_write = 100;
    std::uint64_t openfga_max_types = 100;
    std::uint64_t openfga_max_model_bytes = 256 * 1024;
    std::uint64_t openfga_max_checks_per_batch = 50;
    std::uint64_t openfga_max_results = 0;
    std::uint64_t openfga_max_changes_page = 100;
    std::uint64_t map_size = 1024;
    std::uint64_t expiry_interval = 10'000;
    std::uint64_t changelog_retention = 0;
    std::uint64_t name_cache_size = 256;
    std::uint64_t ready_max_write_stall = 30;
    std::uint64_t ready_min_space = 64;
    bool no_sync = false;
    std::string verify_at_start = "doubtful";
    std::string log_level = "info";
    std::string log_format = "text";
    std::string audit_file;
    std::string audit_decisions = "denied";
    std::uint64_t audit_sample = 100;
    std::uint64_t audit_max_bytes = 128 * 1024 * 1024;
    std::uint64_t audit_keep = 16;
    std::uint64_t audit_queue = 64 * 1024 * 1024;
};

/// One row of the table.
struct Option {
    std::string name; ///< `max-body-bytes`: the flag without dashes and the key in the file
    std::variant<std::string Config::*, bool Config::*, std::uint64_t Config::*> member;
    std::uint64_t least = 0, most = 0; ///< of a number
    std::vector<std::string> choices;  ///< of a text, if not any will do
    std::string help;
    bool reloadable = false; ///< SIGHUP applies a new value
    bool repeatable = false; ///< of a text: a flag that is given again adds to it, after a space

    [[nodiscard]] std::string environment() const; ///< `PEMBA_MAX_BODY_BYTES`
    [[nodiscard]] std::string type() const;        ///< `text`, `yes/no`, `0 to 9`, `text|json`
    [[nodiscard]] std::string value(const Config& config) const;
};

/// The table.
[[nodiscard]] const std::vector<Option>& options();

/// What to do.
struct Parsed {
    std::optional<Config> config; ///< serve with this
    int exit_status = 0;          ///< otherwise end with this,
    std::string output;           ///< having printed this (to standard error if it failed)
    bool check_only = false;      ///< say whether it could serve, but do not
};

/// Reads flags, then PEMBA_… variables, then the file of --config, then defaults; the first that
/// sets an option wins. What is wrong is told a line each, all of it.
[[nodiscard]] Parsed parse(int argument_count, const char* const* arguments);

/// The table as Markdown, for the README.
[[nodiscard]] std::string markdown_table();

} // namespace pemba::config
