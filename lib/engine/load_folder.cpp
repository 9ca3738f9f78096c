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

} // namespace

Result<LoadFolder> LoadFolder::make(const fs::path& directory) {
    const auto work = directory / kWorkFolder;
    std::error_code failure;
    const bool is_new = !fs::exists(directory, failure);
    if (fs::exists(work, failure))
        return not_empty(directory,
                         fmt::format("making a store there was interrupted, or is running; "
                                     "remove `{}` if none is",
                                     work.string()));
    if (!is_new && !fs::is_empty(directory, failure))
        return not_empty(directory, "name a folder that is new or empty");
    fs::create_directories(work, failure);
    return failure ? Result<LoadFolder>(file_error("make", work, failure))
                   : LoadFolder(directory, is_new);
}

LoadFolder::LoadFolder(LoadFolder&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), is_new_(other.is_new_) {}

LoadFolder::~LoadFolder() {
    if (directory_.empty())
        return;
    std::error_code ignored;
    fs::remove_all(is_new_ ? directory_ : work(), ignored);
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
    return storage::sync_folder(std::exchange(directory_, {}));
}

} // namespace pemba::engine
