// File: append, sync, rename.
#include "audit/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pemba::audit {
namespace {

constexpr mode_t kMode = 0640;

Error failure(std::string_view what, const std::string& path) {
    return {ErrorCode::StoreFailed,
            "cannot " + std::string(what) + " `" + path +
                "`: " + std::generic_category().message(errno),
            {}};
}

off_t size_of(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

// A name is on the disk when its folder is.
void sync_folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

std::string numbered(const std::string& path, std::uint64_t number) {
    return path + "." + std::to_string(number);
}

} // namespace

File::~File() {
    close();
}

void File::close() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
}

Result<void> File::open() {
    close();
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
    if (descriptor_ < 0)
        return failure("open", path_);
    sync_folder_of(path_);
    return end_last_line();
}

Result<void> File::end_last_line() const {
    const off_t size = size_of(descriptor_);
    char last = '\n';
    if (size > 0 && ::pread(descriptor_, &last, 1, size - 1) == 1 && last != '\n' &&
        ::write(descriptor_, "\n", 1) != 1)
        return failure("write", path_);
    return {};
}

Result<void> File::append(std::string_view& lines) {
    while (!lines.empty()) {
        if (descriptor_ < 0)
            PEMBA_CHECK_OK(open());
        const std::size_t size = fitting(lines);
        if (size == 0) {
            PEMBA_CHECK_OK(rotate());
            continue;
        }
        std::string_view piece = lines.substr(0, size);
        const auto written = write(piece);
        lines.remove_prefix(size - piece.size());
        PEMBA_CHECK_OK(written);
    }
    return {};
}

std::size_t File::fitting(std::string_view lines) const {
    if (sizes_.bytes == 0)
        return lines.size();
    const auto used = static_cast<std::uint64_t>(size_of(descriptor_));
    const std::uint64_t room = sizes_.bytes - std::min(used, sizes_.bytes);
    if (lines.size() <= room)
        return lines.size();
    const std::size_t end = room == 0 ? lines.npos : lines.rfind('\n', room - 1);
    if (end != lines.npos)
        return end + 1;
    return used == 0 ? lines.find('\n') + 1 : 0;
}

// A line of which only a part finds room is taken back. If another process has appended meanwhile
// it stays, and opening the file again ends it.
Result<void> File::write(std::string_view& lines) const {
    while (!lines.empty()) {
        const off_t before = size_of(descriptor_);
        const ssize_t written = ::write(descriptor_, lines.data(), lines.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure("write", path_);
        const std::string_view done = lines.substr(0, static_cast<std::size_t>(written));
        const std::size_t whole = done.rfind('\n') + 1; // npos + 1 is 0
        lines.remove_prefix(whole);
        if (whole == done.size())
            continue;
        if (size_of(descriptor_) == before + written &&
            ::ftruncate(descriptor_, before + static_cast<off_t>(whole)) != 0)
            return failure("shorten", path_);
        errno = ENOSPC;
        return failure("write", path_);
    }
    return {};
}

Result<void> File::sync() {
    const bool takes_none = descriptor_ >= 0 && ::fsync(descriptor_) != 0 && errno != EINVAL;
    return takes_none ? Result<void>(failure("fsync", path_)) : Result<void>();
}

bool File::was_moved() const {
    struct stat here {
    }, there{};
    return descriptor_ >= 0 && ::fstat(descriptor_, &here) == 0 &&
           (::stat(path_.c_str(), &there) != 0 || here.st_ino != there.st_ino ||
            here.st_dev != there.st_dev);
}

Result<void> File::rotate() {
    PEMBA_CHECK_OK(sync());
    std::uint64_t free = 1; // so that trying again moves nothing twice
    while (free < sizes_.kept && ::access(numbered(path_, free).c_str(), F_OK) == 0)
        ++free;
    for (; free > 1; --free)
        if (std::rename(numbered(path_, free - 1).c_str(), numbered(path_, free).c_str()) != 0)
            return failure("rename", numbered(path_, free - 1));
    if (std::rename(path_.c_str(), numbered(path_, 1).c_str()) != 0)
        return failure("rename", path_);
    return open();
}

} // namespace pemba::audit
