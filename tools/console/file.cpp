// File: plain POSIX reads, and a write to a temporary file that is renamed into place.
#include "console/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "console/style.h"

namespace pemba::console {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error failure(ErrorCode code, std::string_view what, const std::string& path) {
    return {code, fmt::format("{} `{}`: {}", what, path, std::strerror(errno)), {}};
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

} // namespace

Result<std::string> read_file(const std::string& path) {
    const bool standard_input = path == "-";
    const File opened(standard_input ? nullptr : std::fopen(path.c_str(), "rb"));
    std::FILE* file = standard_input ? stdin : opened.get();
    if (file == nullptr)
        return failure(ErrorCode::InvalidArgument, "cannot open", path);
    if (is_terminal(file))
        fmt::print(stderr, "reading from the keyboard, one a line; Ctrl-D ends\n");
    std::string text;
    std::array<char, kReadBytes> buffer;
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file))
        text.append(buffer.data(), size);
    if (std::ferror(file) != 0)
        return failure(ErrorCode::InvalidArgument, "cannot read", path);
    return text;
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    const std::string target = path.string();
    const std::string temporary = target + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0)
        return failure(ErrorCode::StoreFailed, "cannot write", temporary);
    const bool written = ::fchmod(file, mode) == 0 && write_all(file, text);
    const int reason = errno;
    ::close(file);
    if (written && ::rename(temporary.c_str(), target.c_str()) == 0)
        return {};
    if (!written)
        errno = reason;
    Error error = failure(ErrorCode::StoreFailed, "cannot write", target);
    ::unlink(temporary.c_str());
    return error;
}

std::string display_name(const std::string& path) {
    return path == "-" ? "<stdin>" : path;
}

} // namespace pemba::console
