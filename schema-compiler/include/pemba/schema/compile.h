// compile(): schema source text in, compiled schema and diagnostics out.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/export.h"
#include "pemba/result.h"
#include "pemba/schema.h"
#include "pemba/schema/language.h"

namespace pemba::schema {

enum class Severity { Error, Warning, Note };

/// A place in the source. Offsets are bytes; lines and columns count from 1, columns in bytes.
struct Span {
    std::size_t begin = 0;            ///< first byte
    std::size_t end = 0;              ///< one past the last byte; equal to begin for a point
    std::size_t line = 1, column = 1; ///< of begin
    std::size_t end_line = 1, end_column = 1; ///< of end
    std::size_t file = 0; ///< which of the schema's files; 0 is the one that was given
};

/// A place with words, beside the primary one.
struct Label {
    Span span;
    std::string text;
};

/// A change of the text: what takes the place of a span, or goes in at a point.
struct Edit {
    Span span;
    std::string text;
};

/// A repair that needs no thought: after it the text still compiles, and means the same unless the
/// title says that something goes.
struct Fix {
    std::string title;       ///< what it does, such as "remove the second `viewer`"
    std::vector<Edit> edits; ///< in the order of the text, none overlaps another
};

/// One problem. `code` is stable, such as "unknown-relation"; `phase` tells a parse error from a
/// type error, which some APIs answer differently.
struct Diagnostic {
    enum class Phase { Syntax, Names, Types };

    std::string code;
    Severity severity = Severity::Error;
    Phase phase = Phase::Syntax;
    std::string message;
    Span span;
    std::vector<Label> labels;
    std::string hint; ///< what to do about it; may be empty
    std::optional<Fix> fix;
    std::string source_code; ///< the text at the span
    /// For programs: e.g. {"definition_name", "document"}, {"relation_name", "viewer"}.
    std::vector<std::pair<std::string, std::string>> details;
};

/// One file of a schema.
struct SourceFile {
    std::string name;
    std::string text;
};

/// What OpenFGA's API answers to a model that it refuses.
struct ApiError {
    std::string code;    ///< such as `invalid_authorization_model`
    std::string message; ///< in OpenFGA's words
};

/// Reads a file that another one names, such as by `import`. Its path is that of the file that
/// names it up to the last `/`, and what is written there. An error's message tells why it cannot
/// be read.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

struct CompileResult {
    std::optional<Schema> schema;        ///< absent if there is any error
    std::vector<Diagnostic> diagnostics; ///< ordered by file and position
    std::vector<SourceFile> files;       ///< the one given, then those read; Span::file counts them
    /// Of a refused model in one of OpenFGA's languages: what its API answers, which is about the
    /// error that it finds first. An error that it does not have is an invalid model, in our words.
    std::optional<ApiError> api_error;
};

/// Compiles a file and those that it names: by `import`, or as the modules of an OpenFGA model,
/// whose manifest has a name that ends in `.mod`. Without `read` it may name none, as in a text
/// sent to a server. Never fails otherwise than by diagnostics; text may be anything. O(text).
[[nodiscard]] PEMBA_EXPORT CompileResult compile(std::string_view text, std::string_view file_name,
                                                 Language language = Language::Zed,
                                                 const ReadFile& read = {});

/// The text laid out in the language's canonical form with its comments, or nothing if it does not
/// parse; diagnostics tell why.
struct FormatResult {
    std::optional<std::string> text;
    std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] PEMBA_EXPORT FormatResult format(std::string_view text, std::string_view file_name,
                                               Language language = Language::Zed);

enum class RenderStyle { Plain, Colour, Json };

/// Draws diagnostics as a modern compiler does: place, message, source line, caret, labels, hint,
/// fix; or as a JSON array.
[[nodiscard]] PEMBA_EXPORT std::string render(const std::vector<Diagnostic>& diagnostics,
                                              std::string_view text, std::string_view file_name,
                                              RenderStyle style);
/// The same for a schema of several files.
[[nodiscard]] PEMBA_EXPORT std::string render(const std::vector<Diagnostic>& diagnostics,
                                              const std::vector<SourceFile>& files,
                                              RenderStyle style);

} // namespace pemba::schema
