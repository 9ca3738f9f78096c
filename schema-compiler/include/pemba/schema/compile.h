// compile(): schema source text in, compiled schema and diagnostics out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/export.h"
#include "pemba/schema.h"

namespace pemba::schema {

/// The schema languages.
enum class Language {
    Zed,     ///< SpiceDB's
    Fga,     ///< OpenFGA's DSL; a model of several files: pemba/schema/modules.h
    FgaJson, ///< the JSON form of OpenFGA's models, as its API takes and gives it
};

enum class Severity { Error, Warning, Note };

/// A place in the source. Offsets are bytes; lines and columns count from 1, columns in bytes.
struct Span {
    std::size_t begin = 0;            ///< first byte
    std::size_t end = 0;              ///< one past the last byte; equal to begin for a point
    std::size_t line = 1, column = 1; ///< of begin
    std::size_t end_line = 1, end_column = 1; ///< of end
};

/// A place with words, beside the primary one.
struct Label {
    Span span;
    std::string text;
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
    std::string hint;        ///< what to do about it; may be empty
    std::string source_code; ///< the text at the span
    /// For programs: e.g. {"definition_name", "document"}, {"relation_name", "viewer"}.
    std::vector<std::pair<std::string, std::string>> details;
};

/// What OpenFGA's API answers to a model that it refuses.
struct ApiError {
    std::string code;    ///< such as `invalid_authorization_model`
    std::string message; ///< in OpenFGA's words
};

struct CompileResult {
    std::optional<Schema> schema;        ///< absent if there is any error
    std::vector<Diagnostic> diagnostics; ///< ordered by position
    /// Of a refused model in one of OpenFGA's languages: what its API answers, which is about the
    /// error that it finds first. An error that it does not have is an invalid model, in our words.
    std::optional<ApiError> api_error;
};

/// Compiles one file. Never fails otherwise than by diagnostics; text may be anything. O(text).
[[nodiscard]] PEMBA_EXPORT CompileResult compile(std::string_view text, std::string_view file_name,
                                                 Language language = Language::Zed);

/// The text laid out in the language's canonical form with its comments, or nothing if it does not
/// parse; diagnostics tell why.
struct FormatResult {
    std::optional<std::string> text;
    std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] PEMBA_EXPORT FormatResult format(std::string_view text, std::string_view file_name,
                                               Language language = Language::Zed);

enum class RenderStyle { Plain, Colour, Json };

/// Draws diagnostics as a modern compiler does: place, message, source line, caret, labels, hint;
/// or as a JSON array.
[[nodiscard]] PEMBA_EXPORT std::string render(const std::vector<Diagnostic>& diagnostics,
                                              std::string_view text, std::string_view file_name,
                                              RenderStyle style);

} // namespace pemba::schema
