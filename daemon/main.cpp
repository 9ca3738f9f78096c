// pembad: Pemba over HTTP.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>

#include "config/config.h"
#include "log/log.h"
#include "server/daemon.h"
#include "server/inherited_socket.h"
#include "server/preflight.h"
#include "server/signals.h"

namespace {

int fail(const std::string& message) {
    std::fprintf(stderr, "pembad: %s\n", message.c_str());
    return 1;
}

int report(const std::vector<std::string>& problems) {
    for (const std::string& problem : problems)
        fail(problem);
    return problems.empty() ? 0 : 1;
}

void warn(const pemba::config::Config& config) {
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    for (const std::string& warning : pemba::server::find_warnings(config, now))
        std::fprintf(stderr, "pembad: warning: %s\n", warning.c_str());
}

// Serves until a signal to stop comes, whose number it returns, or the store cannot be read any
// more: 0.
int serve(pemba::server::Daemon& daemon, pemba::log::Log& log,
          const std::function<pemba::config::Parsed()>& read_anew) {
    constexpr std::chrono::seconds kBetweenLooks{1};
    do {
        log.tell_left_out();
        const int signal = pemba::server::wait_for_signal(kBetweenLooks);
        if (signal == SIGHUP)
            daemon.reload(read_anew());
        else if (signal != 0)
            return signal;
    } while (daemon.can_read());
    return 0;
}

// Serves until a signal comes. A store that cannot be read any more is opened again, and served at
// the same address; what was acknowledged is in it.
int run(pemba::config::Config config, pemba::log::Log& log, int listening_socket,
        const std::function<pemba::config::Parsed()>& read_anew) {
    using pemba::log::Level;
    for (int signal = 0; signal == 0;) {
        auto started = pemba::server::Daemon::start(config, log, listening_socket);
        if (!started.daemon)
            return fail(started.error);
        config.listen = started.daemon->address();
        log.write(Level::Info, "serving", {{"address", config.listen}, {"data", config.data}});
        signal = serve(*started.daemon, log, read_anew);
        if (signal != 0)
            log.write(Level::Info, "stopping",
                      {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
        else
            log.write(Level::Error, "the store cannot be read any more: opening it again");
        started.daemon->stop();
    }
    log.tell_left_out();
    log.write(Level::Info, "stopped");
    return 0;
}

} // namespace

int main(int argument_count, char** arguments) {
    using namespace pemba;
    const server::Inherited inherited = server::take_inherited_socket();
    if (!inherited.error.empty())
        return fail(inherited.error);
    const auto read_options = [&] {
        config::Parsed read = config::parse(argument_count, arguments);
        if (read.config && inherited.socket) // it has been decided where to listen
            read.config->listen = inherited.socket->address;
        return read;
    };
    const config::Parsed parsed = read_options();
    if (!parsed.config) {
        std::fputs(parsed.output.c_str(), parsed.exit_status == 0 ? stdout : stderr);
        return parsed.exit_status;
    }
    const config::Config& config = *parsed.config;
    const std::vector<std::string> problems = server::find_problems(config);
    if (parsed.check_only)
        warn(config);
    if (parsed.check_only || !problems.empty())
        return report(problems);
    server::block_signals();
    log::Log log(log::level_of(config.log_level),
                 config.log_format == "json" ? log::Format::Json : log::Format::Text);
    return run(config, log, inherited.socket ? inherited.socket->descriptor : -1, read_options);
}
