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
        text("listen", &Config::listen, "ADDRESS:PORT to listen on; port 0 takes any free one"),
        text("port-file", &Config::port_file, "write the port to this file once listening"),
        text("base-url", &Config::base_url,
             "where clients find this server, https://HOST, for AuthZEN's metadata"),
        text("key-file", &Config::key_file,
             "file of keys, made with `pemba key create`; SIGHUP reads it again"),
        text("oidc-file", &Config::oidc_file,
             "file of OpenID Connect issuers, whose tokens are taken beside keys; SECURITY.md has "
             "its form"),
        repeatable("cors-origin", &Config::cors_origin,
                   "origin whose pages may read OpenFGA's answers, https://HOST or *; "
                   "repeatable, in the file and the variable separated by spaces; empty: none"),
        flag("insecure-no-auth", &Config::insecure_no_auth,
             "serve everybody who can connect, without a key"),
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
        reloadable(choice("log-level", &Config::log_level, {"debug", "info", "warn", "error"},
                          "least level that is logged")),
        choice("log-format", &Config::log_format, {"text", "json"}, "form of a log line"),
    };
}

std::vector<Option> make_options() {
    std::vector<Option> all;
    for (auto* group : {server_options, openfga_options, store_and_log_options})
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
