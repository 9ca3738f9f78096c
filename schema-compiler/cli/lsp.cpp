// `pembac lsp`: an editor's server.
#include <csignal>

#include <unistd.h>

#include "cli/commands.h"
#include "lsp/serve.h"

namespace pemba::schema::cli {

int run(const LspCommand&) {
    std::signal(SIGPIPE, SIG_IGN); // an editor that goes away is seen where it is written to
    return lsp::serve(STDIN_FILENO, STDOUT_FILENO, PEMBA_VERSION);
}

} // namespace pemba::schema::cli
