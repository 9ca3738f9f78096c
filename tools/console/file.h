// File: whole files in and out, with errors that name them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::console {

/// All of a file; `-` is standard input. Errors: InvalidArgument (it cannot be read).
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// A whole file to read, which need not fit into memory; standard input has to. The file must not
/// change meanwhile.
class FileText {
public:
    /// `-` is standard input. Errors: as read_file().
    [[nodiscard]] static Result<FileText> open(const std::string& path);
    FileText(FileText&& other) noexcept;
    FileText& operator=(FileText&&) = delete;
    ~FileText();

    /// Valid as long as this is.
    [[nodiscard]] std::string_view text() const { return mapped_.empty() ? read_ : mapped_; }

private:
    FileText() = default;

    std::string_view mapped_;
    std::string read_; ///< of what cannot be mapped
};

/// Puts a text in a file's place in one step: a reader sees the old one or the new one. The file
/// gets the permission bits `mode`. Errors: StoreFailed.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view text,
                                        unsigned mode);

/// What to call a path in a message: `<stdin>` for `-`.
[[nodiscard]] std::string display_name(const std::string& path);

} // namespace pemba::console
