// What pembac was told on its command line.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

enum class DiagnosticFormat { Text, Json };
enum class ColourMode { Auto, Always, Never };

/// What all commands take.
struct Common {
    std::string file;                 ///< `-` is the standard input
    std::optional<Language> language; ///< absent: what the file's name says
    DiagnosticFormat format = DiagnosticFormat::Text;
    ColourMode colour = ColourMode::Auto;
};

struct CheckCommand {
    Common common;
};

struct CompileCommand {
    Common common;
    std::string output; ///< where the bytes go
};

/// What `format` does with the text it makes.
enum class FormatMode { Print, Write, Check };

struct FormatCommand {
    Common common;
    FormatMode mode = FormatMode::Print;
};

struct DiffCommand {
    Common common; ///< its file is the older schema
    std::string newer;
};

using Command = std::variant<CheckCommand, CompileCommand, FormatCommand, DiffCommand>;

/// The command, or the exit status if there is none to run: 0 after `--help` and `--version`, 2
/// after a message on a misuse.
[[nodiscard]] std::variant<Command, int> parse_command_line(int argc, char** argv);

} // namespace pemba::schema::cli
