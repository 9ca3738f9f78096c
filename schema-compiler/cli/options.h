// What pembac was told on its command line.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pemba/schema/language.h"

namespace pemba::schema::cli {

enum class DiagnosticFormat { Text, Json };
enum class ColourMode { Auto, Always, Never };

/// What all commands take.
struct Common {
    std::string file;                 ///< `-` is the standard input
    std::optional<Language> language; ///< absent: what the file's name says
    std::string root; ///< the folder that imports may not leave; empty: that of the file
    DiagnosticFormat format = DiagnosticFormat::Text;
    ColourMode colour = ColourMode::Auto;
};

struct CheckCommand {
    Common common;
};

/// What `compile` writes.
enum class CompileOutput { Compiled, Zed };

struct CompileCommand {
    Common common;
    CompileOutput kind = CompileOutput::Compiled;
    std::string output; ///< where it goes
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

struct LintCommand {
    Common common; ///< has no file
    std::vector<std::string> files;
    bool fixes = false;  ///< makes the fixes in the files
    bool denies = false; ///< warnings fail, too
};

enum class GraphFormat { Dot, Svg };

struct GraphCommand {
    Common common;
    GraphFormat format = GraphFormat::Dot;
    std::string output; ///< empty is the standard output
};

struct ConvertCommand {
    Common common;
    Language to = Language::Zed;
    std::string output; ///< where the text goes; empty: the standard output
};

struct LspCommand {};

using Command = std::variant<CheckCommand, CompileCommand, FormatCommand, DiffCommand, LintCommand,
                             GraphCommand, ConvertCommand, LspCommand>;

/// The command, or the exit status if there is none to run: 0 after `--help` and `--version`, 2
/// after a message on a misuse.
[[nodiscard]] std::variant<Command, int> parse_command_line(int argc, char** argv);

} // namespace pemba::schema::cli
