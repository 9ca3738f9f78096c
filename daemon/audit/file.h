// File: the file that the audit log is kept in: whole lines are appended, and when it is full it
// makes place for the next one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "pemba/result.h"

namespace pemba::audit {

/// How large a file becomes, and how many that were full are kept.
struct Sizes {
    std::uint64_t bytes = 0; ///< then it is renamed to `NAME.1`, and that to `NAME.2`; 0: never
    std::uint64_t kept = 1;  ///< at least 1; the oldest is removed for the next
};

/// Not thread-safe. All errors are StoreFailed, with the file and the system's reason.
class File {
public:
    File(std::string path, Sizes sizes) : path_(std::move(path)), sizes_(sizes) {}
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// Opens the file for appending, once more if it is open; if there is none it is made, with
    /// mode 0640. A last line that a crash left without its end gets one.
    [[nodiscard]] Result<void> open();
    /// Appends whole lines, each of which ends with a line break, and takes what was written off
    /// them; it ends with a whole line even if it fails. A line that is larger than the file may be
    /// has one for itself.
    [[nodiscard]] Result<void> append(std::string_view& lines);
    /// Returns once everything that was appended is on the disk.
    [[nodiscard]] Result<void> sync();
    /// Whether the path leads to another file, or to none.
    [[nodiscard]] bool was_moved() const;

private:
    [[nodiscard]] Result<void> end_last_line() const;
    /// How many bytes of the lines, which are whole ones, come into this file; 0: it is full.
    [[nodiscard]] std::size_t fitting(std::string_view lines) const;
    [[nodiscard]] Result<void> write(std::string_view& lines) const;
    [[nodiscard]] Result<void> rotate();
    void close();

    std::string path_;
    Sizes sizes_;
    int descriptor_ = -1;
};

} // namespace pemba::audit
