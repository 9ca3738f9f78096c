// compact(): a database's file made small.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "engine/core.h"
#include "pemba/maintenance.h"
#include "storage/file_error.h"
#include "storage/page_walk.h"
#include "storage/stores.h"
#include "storage/sync.h"
#include "storage/unused_names.h"

namespace pemba {
namespace {

namespace fs = std::filesystem;
using storage::Environment;
using storage::file_error;

constexpr std::size_t kErasedAtOnce = 10'000;

Result<std::uint64_t> size_of(const fs::path& file) {
    std::error_code failure;
    const auto size = fs::file_size(file, failure);
    if (failure)
        return file_error("read the size of", file, failure);
    return size;
}

Result<void> erase_deleted_stores(const Environment& environment) {
    for (bool more = true; more;) {
        PEMBA_TRY(auto transaction, environment.begin_write());
        PEMBA_TRY(more, storage::erase_deleted(*transaction, kErasedAtOnce));
        PEMBA_CHECK_OK(transaction->commit());
    }
    return {};
}

Result<std::uint64_t> drop_unused_names(const Environment& environment) {
    PEMBA_TRY(const auto stores, engine::all_stores(environment));
    std::uint64_t dropped = 0;
    for (const auto& store : stores) {
        PEMBA_TRY(const auto of_store, storage::drop_unused_names(environment, store.store));
        dropped += of_store;
    }
    return dropped;
}

// Who compacts need not be who serves the store, and has to open it again. Who serves it may put
// anything in its place meanwhile, which root would make theirs: so no link is followed.
Result<void> keep_owner(const fs::path& file, const fs::path& copy) {
    constexpr mode_t kPermissions = 0777;
    struct stat status {};
    const int made = ::open(copy.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    const bool done = made >= 0 && ::stat(file.c_str(), &status) == 0 &&
                      ::fchown(made, status.st_uid, status.st_gid) == 0 &&
                      ::fchmod(made, status.st_mode & kPermissions) == 0 && ::fsync(made) == 0;
    auto result = done ? Result<void>{} : file_error("keep the owner of", file);
    if (made >= 0)
        ::close(made);
    return result;
}

// Puts a copy into the place of the file that is open. The folder must be closed next: what is open
// is the old file.
Result<void> replace_file(const fs::path& directory, const fs::path& copy) {
    PEMBA_CHECK_OK(keep_owner(directory / storage::kDataFile, copy / storage::kDataFile));
    std::error_code failure;
    fs::rename(copy / storage::kDataFile, directory / storage::kDataFile, failure);
    if (failure)
        return file_error("replace", directory / storage::kDataFile, failure);
    return storage::sync_folder(directory);
}

// A folder that goes with all that is in it, whatever comes of the work there: on a disk that is
// full it would be in the way.
class WorkFolder {
public:
    static Result<WorkFolder> make(const fs::path& path) {
        std::error_code failure;
        fs::create_directory(path, failure);
        return failure ? Result<WorkFolder>(file_error("make", path, failure)) : WorkFolder(path);
    }
    WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    WorkFolder& operator=(WorkFolder&&) = delete;
    ~WorkFolder() {
        std::error_code ignored;
        if (!path_.empty())
            fs::remove_all(path_, ignored);
    }

    const fs::path& path() const { return path_; }

private:
    explicit WorkFolder(fs::path path) : path_(std::move(path)) {}

    fs::path path_;
};

} // namespace

Result<CompactResult> compact(const fs::path& directory,
                              const std::function<void(std::string_view doing)>& progress) {
    const auto tell = [&](std::string_view doing) {
        if (progress)
            progress(doing);
    };
    const auto file = directory / storage::kDataFile;
    // In this order, so that nobody opens the folder for reading before the old file is closed.
    PEMBA_TRY(const auto lock, storage::FolderLock::take(directory));
    PEMBA_TRY(const auto environment,
              Environment::open(
                  {.directory = directory, .create = false, .map_bytes = Options{}.map_bytes}));
    CompactResult result;
    PEMBA_TRY(result.bytes_before, size_of(file));
    tell("dropping what nothing refers to");
    PEMBA_CHECK_OK(erase_deleted_stores(*environment));
    PEMBA_TRY(result.names_dropped, drop_unused_names(*environment));
    tell("copying");
    PEMBA_TRY(const auto copy, WorkFolder::make(directory / Environment::kUnfinishedStore));
    PEMBA_CHECK_OK(environment->copy_to(copy.path()));
    PEMBA_TRY([[maybe_unused]] const auto stores, engine::try_opening(copy.path()));
    PEMBA_CHECK_OK(replace_file(directory, copy.path()));
    PEMBA_TRY(result.bytes_after, size_of(file));
    return result;
}

} // namespace pemba
