// Documents: the texts that are open in the editor.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lsp/analysis.h"

namespace pemba::schema::lsp {

/// A change of a text: of a range, or of all of it.
struct Change {
    struct Range {
        EditorPosition start, end;
    };
    std::optional<Range> range;
    std::string text;
};

struct Document {
    std::int64_t version = 0;
    std::unique_ptr<const Analysis> analysis;
};

/// Not thread-safe.
class Documents {
public:
    /// What an editor may have open. A longer text is not kept: an import from it, or a schema that
    /// has to be compiled, may have 4 MiB.
    static constexpr std::size_t kMaxDocuments = 1000;
    static constexpr std::size_t kMaxTextBytes = 16u << 20;

    void set_encoding(Encoding encoding) { encoding_ = encoding; }
    [[nodiscard]] Encoding encoding() const { return encoding_; }

    /// Takes a text, or says why not. The reference is valid until the document is closed.
    [[nodiscard]] Result<void> open(const std::string& uri, std::int64_t version, std::string text);
    /// Applies changes one after another to an open text. If that becomes too long it is closed.
    [[nodiscard]] Result<void> change(const std::string& uri, std::int64_t version,
                                      const std::vector<Change>& changes);
    /// False if it was not open.
    bool close(const std::string& uri);

    /// Null if it is not open.
    [[nodiscard]] const Document* find(const std::string& uri) const;

    /// Looks again at the texts that import this one, and returns their URIs.
    std::vector<std::string> refresh_importers_of(const std::string& uri);

private:
    [[nodiscard]] std::unique_ptr<const Analysis> analyse(const std::string& uri,
                                                          std::string text) const;
    [[nodiscard]] ReadFile reader_for(const std::string& path) const;

    Encoding encoding_ = Encoding::Utf16;
    std::map<std::string, Document> documents_;         ///< by URI
    std::map<std::string, const Document*> open_files_; ///< those that are files, by path
};

} // namespace pemba::schema::lsp
