// back_up(): a copy of a database beside the process that has it open.
#include "engine/core.h"
#include "engine/load_folder.h"
#include "pemba/maintenance.h"
#include "storage/page_walk.h"

namespace pemba {

Result<BackUpResult> back_up(const std::filesystem::path& directory,
                             const std::filesystem::path& target) {
    using storage::Environment;
    PEMBA_TRY(auto folder, engine::LoadFolder::make(target));
    PEMBA_TRY(const auto environment,
              Environment::open_for_reading(
                  {.directory = directory, .create = false, .map_bytes = Options{}.map_bytes}));
    PEMBA_CHECK_OK(environment->copy_to(folder.work()));
    BackUpResult result;
    PEMBA_TRY(result.stores, engine::try_opening(folder.work()));
    std::error_code failure;
    result.bytes = std::filesystem::file_size(folder.work() / storage::kDataFile, failure);
    PEMBA_CHECK_OK(folder.complete());
    return result;
}

} // namespace pemba
