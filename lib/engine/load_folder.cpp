#include "engine/load_folder.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "storage/file_error.h"
#include "storage/page_walk.h"
#include "storage/sync.h"

namespace pemba::engine {
namespace {

namespace fs = std::filesystem;
using storage::file_error;

constexpr const char* kWorkFolder = "unfinished-load";

Error not_empty(const fs::path& directory, std::string hint) {
    return {ErrorCode::InvalidArgument,
            fmt::format("`{}` is not empty: nothing was written", directory.string()),
            {{"hint", std::move(hint)}}};
}

// Of a folder and those that it is in: the outermost one that is not there.
fs::path outermost_missing(fs::path folder) {
    std::error_code failure;
    while (!fs::exists(folder.parent_path(), failure) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder;
}

} // namespace

Result<LoadFolder> LoadFolder::make(const fs::path& given) {
    std::error_code failure;
    auto directory = fs::absolute(given, failure);
    if (!directory.has_filename()) // it ended with a slash
        directory = directory.parent_path();
    const auto work = directory / kWorkFolder;
    auto made = outermost_missing(work);
    if (fs::exists(directory, failure) && !fs::exists(work, failure) &&
        !fs::is_empty(directory, failure))
        return not_empty(given, "name a folder that is new or empty");
    fs::create_directories(directory, failure);
    const bool is_mine = fs::create_directory(work, failure); // one of several at the same time
    if (failure)
        return file_error("make", work, failure);
    if (!is_mine)
        return not_empty(given, fmt::format("making a store there was interrupted, or is running; "
                                            "remove `{}` if none is",
                                            work.string()));
    return LoadFolder(std::move(directory), std::move(made));
}

LoadFolder::LoadFolder(LoadFolder&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), made_(std::move(other.made_)) {}

LoadFolder::~LoadFolder() {
    if (directory_.empty())
        return;
    std::error_code failure;
    fs::remove_all(work(), failure);
    // Only those that are empty: others may have put something beside it.
    for (auto folder = directory_; !failure && folder != made_.parent_path();
         folder = folder.parent_path())
        fs::remove(folder, failure);
}

fs::path LoadFolder::work() const {
    return directory_ / kWorkFolder;
}

Result<void> LoadFolder::complete() {
    std::error_code failure;
    fs::rename(work() / storage::kDataFile, directory_ / storage::kDataFile, failure);
    if (failure)
        return file_error("complete", directory_ / storage::kDataFile, failure);
    fs::remove_all(work(), failure); // what is left of it holds nothing that anybody needs
    auto folder = std::exchange(directory_, {});
    // Each folder that was made is a name in the one around it.
    for (; folder != made_.parent_path(); folder = folder.parent_path())
        PEMBA_CHECK_OK(storage::sync_folder(folder));
    return storage::sync_folder(folder);
}

} // namespace pemba::engine
