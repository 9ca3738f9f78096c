// Daemon: puts the rooms together, in the order in which they depend on one another.
#include "server/daemon.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/audit.h"
#include "api/routes.h"
#include "api/trace_context.h"
#include "http/server.h"
#include "keys/key_file.h"
#include "pemba/verify.h"
#include "server/preflight.h"
#include "server/settings.h"
#include "server/signals.h"
#include "tokens/verifier.h"

namespace pemba::server {
namespace {

// More than can run: what takes long shares the processor with what takes less.
constexpr std::size_t kWorkersACore = 4;

std::string without_last_slash(std::string url) {
    if (url.ends_with('/'))
        url.pop_back();
    return url;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

std::string open_failure(const config::Config& config, const Error& error) {
    const std::string what = "cannot open the store in `" + config.data + "`: " + error.message;
    if (error.code == ErrorCode::StoreInUse)
        return what + " with --data";
    return what;
}

VerifyDepth depth_of(const std::string& verify_at_start) {
    if (verify_at_start == "full")
        return VerifyDepth::Agreement;
    return verify_at_start == "contents" ? VerifyDepth::Contents : VerifyDepth::Doubtful;
}

// A store that does not exist yet has nothing to look at, and the roots are looked at as it is
// opened. A signal to stop ends this at once: there is nothing yet that has to be ended well.
std::string find_damage(const config::Config& config, log::Log& log) {
    if (config.verify_at_start == "roots" || !holds_database(config.data))
        return {};
    log.write(log::Level::Info, "looking for damage in the store",
              {{"data", config.data}, {"verify_at_start", config.verify_at_start}});
    const StopAtOnce stop_at_once;
    const auto verified = verify_folder(config.data, {.depth = depth_of(config.verify_at_start)});
    if (!verified)
        return open_failure(config, verified.error());
    if (verified->is_sound())
        return {};
    return fmt::format("the store in `{}` is damaged and is not served: {}{}; restore it from a "
                       "backup, `pembadb verify` tells all of it",
                       config.data, verified->problems.front(),
                       verified->problems.size() == 1
                           ? ""
                           : fmt::format(", and {} more", verified->problems.size() - 1));
}

http::TlsContext::Time now_in_seconds() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

struct Daemon::State {
    State(config::Config given, log::Log& to) : config(std::move(given)), log(to) {}

    Result<std::size_t> read_keys();
    std::string open_audit();
    Result<void> read_issuers();
    Result<void> read_credentials();
    void measure(metrics::Gauges& gauges) const;
    std::string open_store();
    std::string listen();
    void build_routes();
    /// Reads the files of TLS, if there is to be TLS; what is wrong, or "".
    std::string read_tls();
    http::Options http_options(const Address& address);
    void observe(const http::Observation& observation);
    void warn_about_exposure(const Address& address);
    bool write_port_file() const;

    config::Config config;
    log::Log& log;
    std::shared_ptr<const http::TlsContext> tls; ///< none: plain HTTP
    std::unique_ptr<audit::Trail> trail;         ///< none: nothing is audited
    std::unique_ptr<api::Audit> audit;           ///< of the trail
    std::unique_ptr<tokens::Verifier> tokens;    ///< none: keys only
    api::Access access;
    std::unique_ptr<Database> database;
    std::unique_ptr<metrics::Metrics> metrics;
    std::unique_ptr<api::Service> service;
    std::unique_ptr<api::Health> health;
    std::vector<metrics::RouteLabel> labels; ///< of the router's routes, in their order
    std::unique_ptr<http::Router> router;
    int listening_socket = -1; ///< that was passed; -1: none
    std::unique_ptr<http::Server> server;
    std::atomic<bool> ready{false};
    std::atomic<std::int64_t> certificate_expires{0}; ///< for the metrics, in Unix time
    std::atomic<std::int64_t> crl_expires{0};         ///< likewise; 0: never
};

// How many there are.
Result<std::size_t> Daemon::State::read_keys() {
    std::vector<keys::Key> keys; // without a file there are none: then there are tokens
    if (!config.key_file.empty()) {
        PEMBA_TRY(keys, keys::read_key_file(config.key_file));
    }
    const std::size_t count = keys.size();
    access.replace(std::move(keys));
    return count;
}

std::string Daemon::State::read_tls() {
    if (config.tls_certificate.empty())
        return {};
    auto read = http::TlsContext::read(tls_files(config));
    if (!read.context)
        return std::move(read.error);
    tls = std::move(read.context);
    certificate_expires = tls->expires().time_since_epoch().count();
    crl_expires = tls->crl_expires().value_or(http::TlsContext::Time{}).time_since_epoch().count();
    for (const std::string& warning : find_warnings(config, now_in_seconds()))
        log.write(log::Level::Warn, warning);
    return {};
}

std::string Daemon::State::open_audit() {
    if (config.audit_file.empty())
        return {};
    const auto tell = [this](const std::string& problem) {
        if (problem.empty())
            log.write(log::Level::Info, "the audit log is written again");
        else
            log.write(log::Level::Error, "the audit log is not written", {{"reason", problem}});
    };
    auto opened = audit::Trail::open({.file = config.audit_file,
                                      .sizes = {config.audit_max_bytes, config.audit_keep},
                                      .queue_bytes = config.audit_queue,
                                      .on_trouble = tell});
    if (!opened)
        return opened.error().message + "; check --audit-file";
    trail = *std::move(opened);
    audit.reset(new api::Audit{*trail, audited_decisions(config), config.audit_sample});
    return {};
}

// Serving begins with the issuers' keys, unless one keeps it waiting: then its tokens are refused
// until they come.
Result<void> Daemon::State::read_issuers() {
    constexpr std::chrono::seconds kPatience{3};
    if (config.oidc_file.empty())
        return {};
    PEMBA_TRY(auto issuers, tokens::read_issuer_file(config.oidc_file));
    tokens = std::make_unique<tokens::Verifier>(std::move(issuers), log);
    tokens->await_keys(kPatience);
    access.take_tokens(*tokens);
    return {};
}

// Whom to serve.
Result<void> Daemon::State::read_credentials() {
    if (config.insecure_no_auth)
        return {};
    PEMBA_CHECK_OK(read_issuers());
    if (const auto read = read_keys(); !read)
        return read.error();
    return {};
}

void Daemon::State::measure(metrics::Gauges& gauges) const {
    gauges.certificate_expires = static_cast<std::uint64_t>(certificate_expires.load());
    gauges.crl_expires = static_cast<std::uint64_t>(crl_expires.load());
    if (!ready) // the server may not be there yet
        return;
    gauges.connections = server->connections();
    gauges.requests_in_flight = server->requests_in_flight();
    if (!tokens)
        return;
    const tokens::Statistics seen = tokens->statistics(
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    gauges.oidc_keys_age_seconds = static_cast<std::uint64_t>(seen.oldest_keys.count());
    gauges.oidc_failed_fetches = seen.failed_fetches;
    gauges.oidc_tokens_verified = seen.verified;
    gauges.oidc_tokens_refused = seen.refused;
}

std::string Daemon::State::open_store() {
    auto opened = Database::open(engine_options(config));
    if (!opened)
        return open_failure(config, opened.error());
    database = *std::move(opened);
    return {};
}

// The metrics' labels are the routes, which need the metrics: paths are listed first.
void Daemon::State::build_routes() {
    health = std::make_unique<api::Health>(
        api::Health{.database = *database,
                    .metrics = *metrics,
                    .limits = ready_limits(config),
                    .audit = trail.get(),
                    .is_ready = [this] { return ready.load(); },
                    .measure = [this](metrics::Gauges& gauges) { measure(gauges); }});
    service =
        std::make_unique<api::Service>(api::Service{.database = *database,
                                                    .access = access,
                                                    .metrics = *metrics,
                                                    .log = log,
                                                    .audit = audit.get(),
                                                    .openfga = openfga_limits(config),
                                                    .base_url = without_last_slash(config.base_url),
                                                    .cors_origins = words_of(config.cors_origin)});
    const api::BodyLimits limits{.message_bytes = config.max_body_bytes,
                                 .import_bytes = config.max_import_bytes};
    const auto endpoints = api::endpoints(*service, *health, limits);
    for (const auto& endpoint : endpoints)
        labels.push_back(metrics->add_route(endpoint.route.path));
    router = std::make_unique<http::Router>(api::routes(endpoints));
}

http::Options Daemon::State::http_options(const Address& address) {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return {.address = address.host,
            .port = address.port,
            .listening_socket = listening_socket,
            .tls = tls,
            .io_threads = config.threads == 0 ? cores : config.threads,
            .worker_threads = kWorkersACore * cores,
            .limits = http_limits(config),
            .render_failure = api::render_failure,
            .observe = [this](const http::Observation& seen) { observe(seen); },
            .refused_handshake =
                [this](const std::string& client, std::string_view reason) {
                    log.write_limited(log::Level::Info, "TLS did not come about", "handshake",
                                      {{"client", client}, {"reason", reason}});
                }};
}

void Daemon::State::observe(const http::Observation& seen) {
    metrics->observe_request(seen.route ? labels[router->index_of(*seen.route)]
                                        : metrics::RouteLabel::None,
                             seen.status, seen.duration);
    const bool refused = seen.status >= 400;
    // What is not allowed the guard has told. What is too much is not made more by a line for each;
    // the metrics count it.
    const bool is_told = seen.status == 401 || seen.status == 403;
    const bool too_much = seen.status == 429 || seen.status == 503;
    const log::Level level =
        refused && !is_told && !too_much ? log::Level::Warn : log::Level::Debug;
    if (!log.shows(level))
        return;
    const auto microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(seen.duration).count();
    const std::string status = std::to_string(seen.status);
    log.write_limited(level, refused ? "request refused" : "request answered", status,
                      {{"method", seen.method},
                       {"path", seen.path},
                       {"status", status},
                       {"client", seen.client},
                       {"request_id", seen.request_id},
                       {"traceparent", api::traceparent_of(seen.headers)},
                       {"request_bytes", std::to_string(seen.request_bytes)},
                       {"microseconds", std::to_string(microseconds)}});
}

void Daemon::State::warn_about_exposure(const Address& address) {
    if (config.insecure_no_auth)
        log.write(log::Level::Warn, "serving without keys: whoever can connect may read and write");
    if (!tls && !is_loopback(address.host))
        log.write(log::Level::Warn,
                  "listening beyond loopback without TLS: put a TLS proxy in front",
                  {{"address", address.host}});
}

bool Daemon::State::write_port_file() const {
    if (config.port_file.empty())
        return true;
    std::ofstream out(config.port_file, std::ios::trunc);
    out << server->port() << '\n';
    return static_cast<bool>(out.flush());
}

std::string Daemon::State::listen() {
    const Address address = *parse_address(config.listen); // find_problems() looked at it
    auto started = http::Server::start(http_options(address), *router);
    if (!started.server)
        return started.error + "; choose another address with --listen";
    server = std::move(started.server);
    warn_about_exposure(address);
    if (!write_port_file())
        return "cannot write the port to `" + config.port_file + "`; check --port-file";
    ready = true;
    return {};
}

Daemon::Daemon(std::unique_ptr<State> state) : state_(std::move(state)) {}

Daemon::~Daemon() {
    stop();
}

Daemon::Started Daemon::start(const config::Config& config, log::Log& log, int listening_socket) {
    if (const auto problems = find_problems(config); !problems.empty())
        return {nullptr, problems.front()};
    // Perhaps in a child process, so before there are threads here.
    if (std::string damage = find_damage(config, log); !damage.empty())
        return {nullptr, std::move(damage)};
    auto state = std::make_unique<State>(config, log);
    if (const auto read = state->read_credentials(); !read)
        return {nullptr, read.error().message + "; check --key-file and --oidc-file"};
    if (std::string error = state->read_tls(); !error.empty())
        return {nullptr, std::move(error)};
    if (std::string error = state->open_audit(); !error.empty())
        return {nullptr, std::move(error)};
    if (std::string error = state->open_store(); !error.empty())
        return {nullptr, std::move(error)};
    state->metrics = std::make_unique<metrics::Metrics>();
    state->build_routes();
    state->listening_socket = listening_socket;
    if (std::string error = state->listen(); !error.empty())
        return {nullptr, std::move(error)};
    return {std::unique_ptr<Daemon>(new Daemon(std::move(state))), {}};
}

std::string Daemon::address() const {
    const std::string& listen = state_->config.listen;
    return listen.substr(0, listen.rfind(':') + 1) + std::to_string(port());
}

std::uint16_t Daemon::port() const {
    return state_->server->port();
}

bool Daemon::can_read() const {
    const auto statistics = state_->database->default_store()->statistics();
    return statistics || statistics.error().code == ErrorCode::Overloaded;
}

void Daemon::reload(const config::Parsed& read) {
    log::Log& log = state_->log;
    if (!read.config) {
        log.write(log::Level::Error, "options are as they were: cannot read them anew",
                  {{"problem", read.output}});
        return;
    }
    config::Config& config = state_->config;
    for (const config::Option& option : config::options()) {
        const std::string before = option.value(config), after = option.value(*read.config);
        if (before == after)
            continue;
        if (option.reloadable)
            log.write(log::Level::Info, "option changed",
                      {{"option", option.name}, {"from", before}, {"to", after}});
        else
            log.write(log::Level::Warn, "option needs a restart to change",
                      {{"option", option.name}, {"in_effect", before}, {"asked_for", after}});
    }
    config.log_level = read.config->log_level;
    log.set_level(log::level_of(config.log_level));
    log.write(log::Level::Info, "options read anew");
    reload_keys();
    reload_tls();
    if (state_->trail)
        state_->trail->reopen();
}

void Daemon::reload_keys() {
    if (state_->config.insecure_no_auth)
        return;
    if (state_->tokens)
        state_->tokens->look_for_new_keys();
    const std::string& file = state_->config.key_file;
    if (file.empty())
        return;
    if (const auto read = state_->read_keys())
        state_->log.write(log::Level::Info, "keys read again",
                          {{"file", file}, {"keys", std::to_string(*read)}});
    else
        state_->log.write(log::Level::Error, "keys not read again: the old ones stay",
                          {{"file", file}, {"reason", read.error().message}});
}

void Daemon::reload_tls() {
    if (!state_->tls)
        return;
    const std::string& file = state_->config.tls_certificate;
    if (const std::string problem = state_->read_tls(); !problem.empty()) {
        state_->log.write(log::Level::Error, "certificate not read again: the old one stays",
                          {{"file", file}, {"reason", problem}});
        return;
    }
    state_->server->replace_tls(state_->tls);
    state_->log.write(
        log::Level::Info, "certificate read again",
        {{"file", file}, {"expires", fmt::format("{:%FT%TZ}", state_->tls->expires())}});
}

void Daemon::stop() {
    if (!state_->database)
        return;
    state_->ready = false;
    state_->server->stop(std::chrono::seconds(state_->config.shutdown_grace));
    state_->database.reset();
    state_->audit.reset();
    state_->trail.reset(); // after the last write was answered
}

} // namespace pemba::server
