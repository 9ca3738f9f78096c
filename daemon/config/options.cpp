// The table of options.
#include <algorithm>
#include <cctype>
#include <iterator>

#include "config/config.h"

namespace pemba::config {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kDay = 86'400;

Option text(std::string name, std::string Config::*member, std::string help) {
    return {.name = std::move(name), .member = member, .help = std::move(help)};
}

Option repeatable(std::string name, std::string Config::*member, std::string help) {
    Option option = text(std::move(name), member, std::move(help));
    option.repeatable = true;
    return option;
}

Option choice(std::string name, std::string Config::*member, std::vector<std::string> choices,
              std::string help) {
    return {.name = std::move(name),
            .member = member,
            .choices = std::move(choices),
            .help = std::move(help)};
}

Option flag(std::string name, bool Config::*member, std::string help) {
    return {.name = std::move(name), .member = member, .help = std::move(help)};
}

// One that SIGHUP may change.
Option reloadable(Option option) {
    option.help += "; SIGHUP reads it anew";
    option.reloadable = true;
    return option;
}

Option number(std::string name, std::uint64_t Config::*member, std::uint64_t least,
              std::uint64_t most, std::string help) {
    return {.name = std::move(name),
            .member = member,
            .least = least,
            .most = most,
            .help = std::move(help)};
}

std::vector<Option> server_options() {
    return {
        text("data", &Config::data, "folder of the store"),
        flag("create", &Config::create, "make the store if there is none"),
        text("listen", &Config::listen,
             "ADDRESS:PORT to listen on; port 0 takes any free one. A socket that systemd passes "
             "goes "
             "before it"),
        text("port-file", &Config::port_file, "write the port to this file once listening"),
        text("base-url", &Config::base_url,
             "where clients find this server, https://HOST, for AuthZEN's metadata"),
        text("key-file", &Config::key_file,
             "file of keys, made with `pemba key create`; SIGHUP reads it again"),
        text("tls-certificate", &Config::tls_certificate,
             "PEM file of the server's certificate and those that it rests on; with it only TLS "
             "is spoken. SIGHUP reads it again, and the three below"),
        text("tls-key", &Config::tls_key,
             "PEM file of the certificate's key, which others than its owner and group may not "
             "read"),
        text("tls-client-ca", &Config::tls_client_ca,
             "PEM file of certificates; every client must show one that is signed by them"),
        text("tls-client-crl", &Config::tls_client_crl,
             "PEM file of lists of revoked certificates, one of each authority of tls-client-ca "
             "and of those between it and a client; none of them lets anybody in once it has "
             "expired"),
        text("oidc-file", &Config::oidc_file,
             "file of OpenID Connect issuers, whose tokens are taken beside keys; SECURITY.md has "
             "its form"),
        repeatable("cors-origin", &Config::cors_origin,
                   "origin whose pages may read OpenFGA's answers, https://HOST or *; "
                   "repeatable, in the file and the variable separated by spaces; empty: none"),
        flag("insecure-no-auth", &Config::insecure_no_auth,
             "serve everybody who can connect, without a key; not beside key-file and oidc-file"),
        flag("insecure-no-tls", &Config::insecure_no_tls,
             "listen beyond loopback without TLS, where a proxy in front or a private line does "
             "its work"),
        number("threads", &Config::threads, 0, 1024, "io threads; 0: one a core"),
        number("max-header-bytes", &Config::max_header_bytes, 1024, kMiB, "of a request; else 431"),
        number("max-body-bytes", &Config::max_body_bytes, 1024, 1024 * kMiB,
               "of a request's JSON; else 429, code 8"),
        number("max-import-bytes", &Config::max_import_bytes, 1024, 4096 * kMiB,
               "of an import's body, and of any body; else 413"),
        number("read-timeout", &Config::read_timeout, 1, kDay,
               "seconds for a request to arrive, and 1 more a 64 KiB of body; else 408"),
        number("write-timeout", &Config::write_timeout, 1, kDay,
               "seconds for a client to take a piece of an answer"),
        number("idle-timeout", &Config::idle_timeout, 1, kDay,
               "seconds that a connection may wait between requests"),
        number("max-connections", &Config::max_connections, 1, 1'000'000,
               "at the same time; more are answered 503"),
        number("max-concurrent-requests", &Config::max_concurrent_requests, 1, 1'000'000,
               "being answered at the same time; more are answered 503"),
        number("max-large-bodies", &Config::max_large_bodies, 1, 1'048'576,
               "MiB of request bodies over 64 KiB at the same time; more are answered 503"),
        number("max-io-wait", &Config::max_io_wait, 1, 60'000,
               "milliseconds of work that a request may wait for on its io thread; more are "
               "answered 503"),
        number("max-worker-wait", &Config::max_worker_wait, 1, 600'000,
               "milliseconds that a lookup or a long check may wait to begin; more are answered "
               "503, at once where too many wait already"),
        number("max-watchers", &Config::max_watchers, 0, 1'000'000,
               "open watch streams; more are answered 503. Each is also one of "
               "max-concurrent-requests"),
        number("shutdown-grace", &Config::shutdown_grace, 0, kDay,
               "seconds that requests may take to finish after SIGTERM"),
    };
}

std::vector<Option> openfga_options() {
    return {
        number("openfga-max-body-bytes", &Config::openfga_max_body_bytes, 1024, 1024 * kMiB,
               "of a request to OpenFGA's API; else 500"),
        number("openfga-max-tuples-per-write", &Config::openfga_max_tuples_per_write, 1, 1'000,
               "in one write of OpenFGA's API"),
        number("openfga-max-types", &Config::openfga_max_types, 1, 100'000,
               "in one of OpenFGA's models"),
        number("openfga-max-model-bytes", &Config::openfga_max_model_bytes, 1024, 1024 * kMiB,
               "of one of OpenFGA's models"),
        number("openfga-max-results", &Config::openfga_max_results, 0, 1'000'000'000,
               "of a list of OpenFGA's API, 0: all; a list that is cut has the header "
               "Pemba-Complete: false"),
        number("openfga-max-checks-per-batch", &Config::openfga_max_checks_per_batch, 1, 10'000,
               "in one batch check of OpenFGA's API, or evaluations of AuthZEN's"),
        number("openfga-max-changes-page", &Config::openfga_max_changes_page, 1, 10'000,
               "changes in one page of OpenFGA's API"),
    };
}

std::vector<Option> store_and_log_options() {
    return {
        number("map-size", &Config::map_size, 1, 1024 * 1024, "largest size of the store, in GiB"),
        number("expiry-interval", &Config::expiry_interval, 0, 1'000 * kDay,
               "milliseconds from one removal of what has expired to the next, 0: none; answers "
               "do not depend on it"),
        number("changelog-retention", &Config::changelog_retention, 0, 36'525 * kDay,
               "seconds that the changelog is kept, for exact snapshots, watches and lists of "
               "changes; what is older goes at each expiry-interval; 0: for ever"),
        number("name-cache-size", &Config::name_cache_size, 0, 1024 * 1024,
               "most memory for the ids asked for last, in MiB; 0: none is kept"),
        number("ready-max-write-stall", &Config::ready_max_write_stall, 0, kDay,
               "seconds without a write finished, while some wait, after which /readyz is 503; 0: "
               "it stays ready"),
        number("ready-min-space", &Config::ready_min_space, 0, 1024 * 1024,
               "MiB that can be written, in map and disk, below which /readyz is 503; 0: it stays "
               "ready"),
        flag("no-sync", &Config::no_sync,
             "do not fsync before answering a write: for tests, and for data that can be loaded "
             "again"),
        choice("verify-at-start", &Config::verify_at_start,
               {"roots", "doubtful", "contents", "full"},
               "how much of the store is looked at before it is served: what every answer rests "
               "on; every page and entry unless the file is as it was closed; every page and "
               "entry; all that `pembadb verify` looks at"),
        reloadable(choice("log-level", &Config::log_level, {"debug", "info", "warn", "error"},
                          "least level that is logged")),
        choice("log-format", &Config::log_format, {"text", "json"}, "form of a log line"),
    };
}

std::vector<Option> audit_options() {
    return {
        text("audit-file", &Config::audit_file,
             "file that tells who did what, a JSON object a line; SIGHUP opens it anew; empty: "
             "none"),
        choice("audit-decisions", &Config::audit_decisions, {"none", "denied", "sampled", "all"},
               "which answers to checks and lookups it tells; those that grant nothing in all "
               "modes but none"),
        number("audit-sample", &Config::audit_sample, 1, 1'000'000'000,
               "of how many grants one is told if audit-decisions is sampled"),
        number("audit-max-bytes", &Config::audit_max_bytes, 0, 1024 * 1024 * kMiB,
               "of the file, which is then renamed to NAME.1, and that to NAME.2; 0: never"),
        number("audit-keep", &Config::audit_keep, 1, 10'000,
               "renamed files that are kept; then the oldest is removed"),
        number("audit-queue", &Config::audit_queue, 1024, 4096 * kMiB,
               "bytes of lines that wait for the disk, above which calls are answered 503"),
    };
}

std::vector<Option> make_options() {
    std::vector<Option> all;
    for (auto* group : {server_options, openfga_options, store_and_log_options, audit_options})
        std::ranges::move(group(), std::back_inserter(all));
    return all;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string all;
    for (const std::string& part : parts)
        all.append(all.empty() ? "" : separator).append(part);
    return all;
}

} // namespace

const std::vector<Option>& options() {
    static const std::vector<Option> table = make_options();
    return table;
}

std::string Option::environment() const {
    std::string variable = "PEMBA_" + name;
    std::ranges::transform(variable, variable.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return variable;
}

std::string Option::type() const {
    if (std::holds_alternative<bool Config::*>(member))
        return "true|false";
    if (std::holds_alternative<std::uint64_t Config::*>(member))
        return std::to_string(least) + " to " + std::to_string(most);
    return choices.empty() ? "text" : joined(choices, "|");
}

std::string Option::value(const Config& config) const {
    if (const auto* text = std::get_if<std::string Config::*>(&member))
        return config.**text;
    if (const auto* flag = std::get_if<bool Config::*>(&member))
        return config.**flag ? "true" : "false";
    return std::to_string(config.*std::get<std::uint64_t Config::*>(member));
}

std::string markdown_table() {
    const Config defaults;
    std::string table = "| option | values | default | what it does |\n|---|---|---|---|\n";
    for (const Option& option : options()) {
        std::string type = option.type();
        for (std::size_t at = type.find('|'); at != type.npos; at = type.find('|', at + 4))
            type.replace(at, 1, ", ");
        const std::string value = option.value(defaults);
        table += "| `" + option.name + "` | " + type + " | " +
                 (value.empty() ? "" : "`" + value + "`") + " | " + option.help + " |\n";
    }
    return table;
}

} // namespace pemba::config
