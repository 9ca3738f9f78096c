// Copies of an environment, made beside the process that has it open.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "storage/environment.h"
#include "storage/page_walk.h"
#include "storage/sync.h"

namespace pemba::storage {

// What another process writes anew while it is read looks damaged, but not every time.
Result<void> Environment::check_pages_beside_writer(const EnvironmentOptions& options) {
    constexpr int kTimes = 10;
    Result<void> checked = check_pages(options);
    for (int i = 1; i < kTimes && !checked; ++i)
        checked = check_pages(options);
    return checked;
}

Result<std::unique_ptr<Environment>>
Environment::open_for_reading(const EnvironmentOptions& options) {
    std::unique_ptr<Environment> environment(new Environment(Access::Read));
    PEMBA_CHECK_OK(check_is_there(options.directory));
    PEMBA_TRY(environment->copying_, FolderLock::take(options.directory));
    PEMBA_CHECK_OK(check_pages_beside_writer(options));
    PEMBA_CHECK_OK(environment->open_environment(options));
    PEMBA_CHECK_OK(environment->open_tables_for_reading());
    return environment;
}

namespace {

// Before anything is written: a copy that fills the disk keeps everybody there from writing.
Result<void> check_room(const Environment& environment, const std::filesystem::path& folder) {
    constexpr double kMebibyte = 1024.0 * 1024;
    PEMBA_TRY(const auto statistics, environment.statistics());
    PEMBA_TRY(const auto room, environment.room());
    const auto takes = statistics.used_pages * statistics.page_bytes - room.free_bytes;
    std::error_code failure;
    const auto disk = std::filesystem::space(folder, failure);
    if (failure || takes <= disk.available)
        return {};
    return Error{ErrorCode::StoreFull,
                 fmt::format("could not copy the store to `{}`: it takes up to {:.1f} MiB, and the "
                             "disk has {:.1f} MiB left",
                             folder.string(), static_cast<double>(takes) / kMebibyte,
                             static_cast<double>(disk.available) / kMebibyte),
                 {}};
}

} // namespace

// LMDB would make a file that everybody may read.
Result<void> Environment::copy_to(const std::filesystem::path& folder) const {
    PEMBA_CHECK_OK(check_room(*this, folder));
    const auto path = folder / kDataFile;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
    const int rc = file < 0 ? errno : mdb_env_copyfd2(env_, file, MDB_CP_COMPACT);
    if (file >= 0)
        ::close(file);
    if (rc != MDB_SUCCESS)
        return error_of(rc, fmt::format("copy the store to `{}`", folder.string()));
    PEMBA_CHECK_OK(sync_file(path));
    return sync_folder(folder);
}

} // namespace pemba::storage
