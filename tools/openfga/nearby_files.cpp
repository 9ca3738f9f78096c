// Nearby files: a path without `..` that no symbolic link leads elsewhere.
#include "openfga/nearby_files.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "console/file.h"

namespace pemba::openfga {
namespace {

namespace fs = std::filesystem;

Error refused(const std::string& path, std::string_view reason) {
    return {ErrorCode::InvalidArgument,
            fmt::format("`{}` is not read: {}", path, reason),
            {{"hint", "`--allow-external-files` reads what is outside the file's folder"}}};
}

Result<void> expect_inside(const fs::path& folder, const std::string& path) {
    const fs::path relative(path);
    if (relative.is_absolute())
        return refused(path, "its path is absolute");
    if (std::find(relative.begin(), relative.end(), "..") != relative.end())
        return refused(path, "its path has `..` in it");
    std::error_code wrong;
    const fs::path root = fs::canonical(folder.empty() ? "." : folder, wrong);
    const fs::path real = wrong ? fs::path() : fs::canonical(root / relative, wrong);
    if (wrong)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("cannot read `{}`: {}", path, wrong.message()),
                     {}};
    if (real != (root / relative).lexically_normal())
        return refused(path, "a symbolic link is on the way");
    return {};
}

} // namespace

Result<NearbyFiles::File> NearbyFiles::read(const std::string& path) const {
    if (external_ == ExternalFiles::Refused)
        PEMBA_CHECK_OK(expect_inside(folder_, path));
    const fs::path place = (folder_ / path).lexically_normal();
    std::error_code wrong;
    if (fs::exists(place, wrong) && !fs::is_regular_file(place, wrong))
        return Error{
            ErrorCode::InvalidArgument, fmt::format("`{}` is no regular file", place.string()), {}};
    PEMBA_TRY(std::string text, console::read_file(place.string()));
    return File{place.string(), std::move(text)};
}

} // namespace pemba::openfga
