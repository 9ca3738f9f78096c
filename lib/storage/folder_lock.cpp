#include "storage/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace pemba::storage {

// The folder itself is locked, so that nothing new has to be in it.
Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    FolderLock lock;
    lock.file_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock.file_ >= 0 && ::flock(lock.file_, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (lock.file_ >= 0 && errno == EWOULDBLOCK)
        return Error{ErrorCode::StoreInUse,
                     fmt::format("the store in `{}` is being copied or compacted already; wait "
                                 "until that is done",
                                 folder.string()),
                     {}};
    return Error{ErrorCode::StoreFailed,
                 fmt::format("could not open `{}`: {}", folder.string(), std::strerror(errno)),
                 {}};
}

FolderLock::~FolderLock() {
    if (file_ >= 0)
        ::close(file_); // gives the lock back
}

} // namespace pemba::storage
