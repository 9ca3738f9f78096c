// Command line: parses one, and answers for help and for mistakes in the same way in every program.
#pragma once

#include <optional>

namespace CLI {
class App;
}

namespace pemba::console {

/// The exit status for a command line that is wrong.
inline constexpr int kUsageStatus = 2;

/// Parses. Nothing if the program shall go on; otherwise what to exit with, after help was printed
/// (0) or what is wrong (kUsageStatus).
[[nodiscard]] std::optional<int> parse_command_line(CLI::App& program, int argc, char** argv);

} // namespace pemba::console
