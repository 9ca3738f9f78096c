// pembad: Pemba over HTTP.
#include <cstdio>

#include "config/config.h"
#include "log/log.h"
#include "server/daemon.h"
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

// Adds the keys of the file to those of the environment; returns what is wrong with them.
std::string complete_keys(const pemba::config::Config& config, std::vector<std::string>& keys) {
    if (!config.key_file.empty()) {
        const auto more = pemba::config::read_keys(config.key_file);
        if (!more)
            return "cannot read the keys in `" + config.key_file + "`; check --key-file";
        keys.insert(keys.end(), more->begin(), more->end());
    }
    return pemba::server::find_key_problem(config, keys);
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
    std::vector<std::string> problems = server::find_problems(config);
    if (std::string problem = complete_keys(config, keys); !problem.empty())
        problems.push_back(std::move(problem));
    if (parsed.check_only || !problems.empty())
        return report(problems);
    server::block_signals();
    log::Log log(log::level_of(config.log_level),
                 config.log_format == "json" ? log::Format::Json : log::Format::Text);
    auto started = server::Daemon::start(config, keys, log);
    if (!started.daemon)
        return fail(started.error);
    log.write(log::Level::Info, "serving",
              {{"address", started.daemon->address()}, {"data", config.data}});
    const char* signal = server::wait_for_stop_signal(
        [&] { started.daemon->reload(config::parse(argument_count, arguments)); });
    log.write(log::Level::Info, "stopping", {{"signal", signal}});
    started.daemon->stop();
    log.write(log::Level::Info, "stopped");
    return 0;
}
