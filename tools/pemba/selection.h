// Selection: joins a sub-command of the command line to the function that carries it out.
#pragma once

#include <memory>

#include <CLI/CLI.hpp>

#include "session.h"

namespace pemba::client {

/// Makes `run(session, *arguments)` the command if the command line selects `app`.
template <class Arguments>
void on_selected(CLI::App& app, Command& command, std::shared_ptr<Arguments> arguments,
                 Result<ExitStatus> (*run)(Session&, const Arguments&)) {
    app.callback([&command, arguments, run] {
        command = [arguments, run](Session& session) { return run(session, *arguments); };
    });
}

} // namespace pemba::client
