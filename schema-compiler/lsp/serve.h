// serve(): the server on two streams.
#pragma once

#include <string>

namespace pemba::schema::lsp {

/// Reads messages from one file descriptor and writes what is to be sent to the other until the
/// editor says `exit` or hangs up. Returns the exit status: 0 after an orderly `shutdown`.
[[nodiscard]] int serve(int input, int output, const std::string& version);

} // namespace pemba::schema::lsp
