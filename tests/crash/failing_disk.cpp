// A disk that misbehaves: preloaded into a program, it stands between the program's writes to one
// folder and the kernel. It does what these variables say:
//
//   DISK_FOLDER    the folder, absolute; files elsewhere are left alone
//   DISK_LOG       append each write to `data.mdb`, and each sync of it or of the folder, to this
//                  file: disk_image.py makes of it what a disk may hold after the power failed
//   DISK_KILL_AT   kill the process before this call (1: the first write or sync)
//   DISK_FAIL_AT   fail this call, and make the file DISK_FAILED when that happens
//   DISK_ERROR     ENOSPC: the call does nothing (a write of several pieces: half of them, as on a
//                  disk that is just full), and each later one fails, too, but for syncs;
//                  EIO: the call does nothing; EIO_LATE: the call is done, and reported as failed

// Else the header would give both names of a call, which are both needed here, the same one.
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

namespace {

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

unsigned long number(const char* name) {
    return std::strtoul(variable(name).c_str(), nullptr, 10);
}

enum class Kind : std::uint32_t { Write = 1, WriteIsDurable = 2, Sync = 3, FolderSync = 4 };

// What stands before each entry of the log; disk_image.py reads it.
struct Header {
    Kind kind;
    std::uint32_t bytes;
    std::uint64_t offset;
};

class Disk {
public:
    static Disk& get() {
        static Disk disk;
        return disk;
    }

    bool holds(int file) const { return path_of(file).starts_with(folder_); }

    // Counts a call; returns the error that it is to fail with, 0 for none.
    int arrive(bool is_sync) {
        std::lock_guard lock(mutex_);
        ++calls_;
        if (calls_ == kill_at_)
            ::raise(SIGKILL);
        if (calls_ == fail_at_)
            ::close(::open(variable("DISK_FAILED").c_str(), O_CREAT | O_WRONLY, 0600));
        const bool is_full = error_ == "ENOSPC" && fail_at_ != 0 && calls_ > fail_at_ && !is_sync;
        if (calls_ != fail_at_ && !is_full)
            return 0;
        return error_ == "ENOSPC" ? ENOSPC : EIO;
    }

    bool does_what_fails() const { return error_ == "EIO_LATE"; }

    void log_write(int file, const iovec* pieces, int count, off_t offset) {
        if (!is_logged(file))
            return;
        std::string bytes;
        for (int i = 0; i < count; ++i)
            bytes.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
        append(Kind::Write, static_cast<std::uint64_t>(offset), bytes);
    }

    // A file that was opened with O_DSYNC has on disk what was just written.
    void log_written(int file) {
        if (is_logged(file) && (::fcntl(file, F_GETFL) & O_DSYNC) != 0)
            append(Kind::WriteIsDurable, 0, {});
    }

    void log_sync(int file) {
        if (is_logged(file))
            append(Kind::Sync, 0, {});
        else if (log_ >= 0 && path_of(file) == folder_)
            append(Kind::FolderSync, 0, {});
    }

private:
    Disk() {
        if (auto log = variable("DISK_LOG"); !log.empty())
            log_ = ::open(log.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    }

    static std::string path_of(int file) {
        char path[PATH_MAX];
        auto link = "/proc/self/fd/" + std::to_string(file);
        auto size = ::readlink(link.c_str(), path, sizeof path);
        return {path, size > 0 ? static_cast<std::size_t>(size) : 0};
    }

    bool is_logged(int file) const { return log_ >= 0 && path_of(file).ends_with("/data.mdb"); }

    void append(Kind kind, std::uint64_t offset, std::string_view bytes) {
        Header header{kind, static_cast<std::uint32_t>(bytes.size()), offset};
        std::string entry(reinterpret_cast<const char*>(&header), sizeof header);
        entry.append(bytes);
        static const auto real = next<ssize_t(int, const void*, std::size_t)>("write");
        if (real(log_, entry.data(), entry.size()) != static_cast<ssize_t>(entry.size()))
            std::abort(); // the log has to be whole, or it proves nothing
    }

    std::mutex mutex_;
    std::string folder_ = variable("DISK_FOLDER");
    std::string error_ = variable("DISK_ERROR");
    unsigned long kill_at_ = number("DISK_KILL_AT");
    unsigned long fail_at_ = number("DISK_FAIL_AT");
    unsigned long calls_ = 0;
    int log_ = -1;
};

int fail(int error) {
    errno = error;
    return -1;
}

// Does a call on a file of the folder as the disk likes; others are just done.
template <class Do, class Fail>
auto pass(int file, bool is_sync, Do call, Fail fail_with) -> decltype(call()) {
    Disk& disk = Disk::get();
    if (!disk.holds(file))
        return call();
    const int error = disk.arrive(is_sync);
    if (error == 0)
        return call();
    if (disk.does_what_fails())
        call();
    return fail_with(error);
}

// Half of the pieces are written before a disk is full, if there are several.
ssize_t fail_write(int error, int file, const iovec* pieces, int count, off_t offset) {
    if (error != ENOSPC || count < 2)
        return fail(error);
    return next<ssize_t(int, const iovec*, int, off_t)>("pwritev")(file, pieces, count / 2, offset);
}

template <class Do>
ssize_t write_to(int file, const iovec* pieces, int count, off_t offset, Do call) {
    auto logged = [&] {
        Disk::get().log_write(file, pieces, count, offset);
        const ssize_t written = call();
        Disk::get().log_written(file);
        return written;
    };
    return pass(file, false, logged,
                [&](int error) { return fail_write(error, file, pieces, count, offset); });
}

int sync_of(int file, const char* name) {
    auto logged = [&] {
        const int result = next<int(int)>(name)(file);
        if (result == 0)
            Disk::get().log_sync(file);
        return result;
    };
    return pass(file, true, logged, fail);
}

} // namespace

extern "C" {

ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t offset) {
    const iovec piece{const_cast<void*>(bytes), size};
    return write_to(file, &piece, 1, offset, [&] {
        return next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite")(file, bytes, size,
                                                                             offset);
    });
}

ssize_t pwrite64(int file, const void* bytes, std::size_t size, off_t offset) {
    return pwrite(file, bytes, size, offset);
}

ssize_t pwritev(int file, const iovec* pieces, int count, off_t offset) {
    return write_to(file, pieces, count, offset, [&] {
        return next<ssize_t(int, const iovec*, int, off_t)>("pwritev")(file, pieces, count, offset);
    });
}

ssize_t pwritev64(int file, const iovec* pieces, int count, off_t offset) {
    return pwritev(file, pieces, count, offset);
}

// At the file's position; elsewhere than in the folder it may have none.
ssize_t writev(int file, const iovec* pieces, int count) {
    return write_to(file, pieces, count, ::lseek(file, 0, SEEK_CUR), [&] {
        return next<ssize_t(int, const iovec*, int)>("writev")(file, pieces, count);
    });
}

int fsync(int file) {
    return sync_of(file, "fsync");
}

int fdatasync(int file) {
    return sync_of(file, "fdatasync");
}

int ftruncate(int file, off_t size) noexcept {
    return pass(
        file, false, [&] { return next<int(int, off_t)>("ftruncate")(file, size); }, fail);
}

int ftruncate64(int file, off_t size) noexcept {
    return ftruncate(file, size);
}

} // extern "C"
