// pembad: Pemba over HTTP.
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

} // namespace

int main(int argument_count, char** arguments) {
    using namespace pemba;
    config::Parsed parsed = config::parse(argument_count, arguments);
    if (!parsed.config) {
        std::fputs(parsed.output.c_str(), parsed.exit_status == 0 ? stdout : stderr);
        return parsed.exit_status;
    }
    const config::Config& config = *parsed.config;
    server::block_signals();
    log::Log log(log::level_of(config.log_level),
                 config.log_format == "json" ? log::Format::Json : log::Format::Text);
    auto started = server::Daemon::start(config, log);
    if (!started.daemon)
        return fail(started.error);
    log.write(log::Level::Info, "serving",
              {{"address", started.daemon->address()}, {"data", config.data}});
    const auto reload = [&] { started.daemon->reload_keys(); };
    log.write(log::Level::Info, "stopping", {{"signal", server::wait_for_stop_signal(reload)}});
    started.daemon->stop();
    log.write(log::Level::Info, "stopped");
    return 0;
}
