// Analysis: everything that is known of a text that is open in an editor.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lsp/index.h"
#include "lsp/json_rpc.h"
#include "lsp/positions.h"
#include "pemba/schema/compile.h"
#include "sema/symbols.h"
#include "zed/compose/compose.h"

namespace pemba::schema::lsp {

/// A text with its imports, read, checked and indexed, whatever is wrong with it. Stays where it
/// is: its parts view each other. Building is O(text), as compile().
class Analysis {
public:
    /// `uri` is how the editor calls the text, `name` its path or what stands for one.
    Analysis(std::string uri, std::string name, std::string text, Encoding encoding,
             const ReadFile& read);
    Analysis(const Analysis&) = delete;
    Analysis& operator=(const Analysis&) = delete;

    [[nodiscard]] const std::string& uri() const { return uri_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const Source& source() const { return source_; }
    /// The tree of the text; null if it could not be read at all.
    [[nodiscard]] const zed::File* tree() const;
    [[nodiscard]] const Index& index() const { return *index_; }
    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

    /// Whether the text imports the file, itself or through others.
    [[nodiscard]] bool imports(const std::string& path) const;
    /// The `import` in this text that leads to another file, by Span::file; its path.
    [[nodiscard]] ByteSpan import_of(std::size_t file) const;
    /// The path of an imported file by Span::file, and of the file that a span is in.
    [[nodiscard]] std::string_view path_of_file(std::size_t file) const;
    [[nodiscard]] std::string_view file_of(ByteSpan span) const;
    /// The path of the file that is imported at an offset of the text; empty if none is.
    [[nodiscard]] std::string imported_at(std::uint32_t offset) const;

    /// The text at a span of any of the files.
    [[nodiscard]] std::string_view slice(ByteSpan span) const;
    /// Whether a span is in the text itself, not in an imported file.
    [[nodiscard]] bool is_here(ByteSpan span) const { return sources_.index_of(span.begin) == 0; }

    [[nodiscard]] std::uint32_t offset(EditorPosition position) const;
    /// `{start, end}` in the file of the span.
    [[nodiscard]] json::object range(ByteSpan span) const;
    /// `{uri, range}`.
    [[nodiscard]] json::object location(ByteSpan span) const;
    /// A diagnostic's span, whose offsets are of its own file.
    [[nodiscard]] ByteSpan bytes(const Span& span) const;

    /// The types that a relation or permission may hold, those held as a whole as `user:*`; of one
    /// in a partial, in the first definitions that have it. O(references in the schema).
    [[nodiscard]] std::set<std::string> holders(const Symbol& member) const;

private:
    void read(const ReadFile& read, Sink& sink);

    std::string uri_, name_, text_;
    Encoding encoding_;
    Source source_;
    SourceSet sources_;
    zed::Composition files_;
    ir::Schema schema_;
    std::vector<Diagnostic> diagnostics_;
    std::optional<sema::Symbols> symbols_; ///< of schema_
    std::optional<Index> index_;
    std::vector<std::unique_ptr<Positions>> positions_; ///< of each source
};

} // namespace pemba::schema::lsp
