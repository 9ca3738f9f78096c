#include "storage/sync.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "storage/file_error.h"

namespace pemba::storage {

void begin_sync(const Transaction& transaction) {
    int file = -1;
    mdb_env_get_fd(mdb_txn_env(transaction.handle()), &file);
    ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); // sync() tells what goes wrong
}

Result<void> sync(const Transaction& transaction) {
    int rc = mdb_env_sync(mdb_txn_env(transaction.handle()), 1);
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, "sync the store");
}

namespace {

Result<void> sync_path(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
    const int failure = file >= 0 && ::fsync(file) == 0 ? 0 : errno;
    if (file >= 0)
        ::close(file);
    if (failure == 0)
        return {};
    return file_error("sync", path, {failure, std::generic_category()});
}

} // namespace

Result<void> sync_file(const std::filesystem::path& file) {
    return sync_path(file, 0);
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    return sync_path(folder, O_DIRECTORY);
}

} // namespace pemba::storage
