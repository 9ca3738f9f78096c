#include "storage/file_error.h"

#include <cerrno>

#include <fmt/format.h>

namespace pemba::storage {

Error file_error(std::string_view doing, const std::filesystem::path& path,
                 const std::error_code& failure) {
    return {failure == std::errc::no_space_on_device ? ErrorCode::StoreFull
                                                     : ErrorCode::StoreFailed,
            fmt::format("could not {} `{}`: {}", doing, path.string(), failure.message()),
            {}};
}

Error file_error(std::string_view doing, const std::filesystem::path& path) {
    return file_error(doing, path, {errno, std::generic_category()});
}

} // namespace pemba::storage
