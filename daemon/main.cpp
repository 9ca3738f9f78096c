// pembad: Pemba over HTTP.
#include <chrono>
#include <cstdio>

#include "config/config.h"
#include "log/log.h"
#include "server/daemon.h"
#include "server/signals.h"

namespace {

int fail(const std::string& message) {
    std::fprintf(stderr, "pembad: %s\n", message.c_str());
    return 1;
}

// Serves until a signal comes, whose name it returns, or the store cannot be read any more: null.
const char* serve(const pemba::server::Daemon& daemon) {
    constexpr std::chrono::seconds kBetweenLooks{1};
    const char* signal = nullptr;
    do
        signal = pemba::server::wait_for_stop_signal(kBetweenLooks);
    while (!signal && daemon.can_read());
    return signal;
}

// Serves until a signal comes. A store that cannot be read any more is opened again, and served at
// the same address; what was acknowledged is in it.
int run(pemba::config::Config config, const std::vector<std::string>& keys, pemba::log::Log& log) {
    using pemba::log::Level;
    for (const char* signal = nullptr; !signal;) {
        auto started = pemba::server::Daemon::start(config, keys, log);
        if (!started.daemon)
            return fail(started.error);
        config.listen = started.daemon->address();
        log.write(Level::Info, "serving", {{"address", config.listen}, {"data", config.data}});
        signal = serve(*started.daemon);
        if (signal)
            log.write(Level::Info, "stopping", {{"signal", signal}});
        else
            log.write(Level::Error, "the store cannot be read any more: opening it again");
        started.daemon->stop();
    }
    log.write(Level::Info, "stopped");
    return 0;
}

} // namespace

int main(int argument_count, char** arguments) {
    using namespace pemba;
    config::Parsed parsed = config::parse(argument_count, arguments);
    if (!parsed.config) {
        std::fputs(parsed.output.c_str(), parsed.exit_status == 0 ? stdout : stderr);
        return parsed.exit_status;
    }
    const config::Config& config = *parsed.config;
    std::vector<std::string> keys = std::move(parsed.keys);
    if (!config.key_file.empty()) {
        const auto more = config::read_keys(config.key_file);
        if (!more)
            return fail("cannot read the keys in `" + config.key_file + "`; check --key-file");
        keys.insert(keys.end(), more->begin(), more->end());
    }
    server::block_stop_signals();
    log::Log log(log::level_of(config.log_level),
                 config.log_format == "json" ? log::Format::Json : log::Format::Text);
    return run(config, keys, log);
}
