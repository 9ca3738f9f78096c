// Keeping imports below a folder.
#include "files/imports.h"

#include <algorithm>
#include <filesystem>

#include "files/files.h"

namespace pemba::schema {

namespace {

namespace fs = std::filesystem;

bool is_below(const fs::path& file, const fs::path& root) {
    return std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

Result<std::string> read_below(const std::string& root, const std::string& path) {
    std::error_code fault;
    const fs::path real_root = fs::canonical(root, fault);
    const fs::path real_path = fault ? fs::path() : fs::canonical(path, fault);
    if (fault)
        return Error{ErrorCode::InvalidArgument, "`" + path + "`: " + fault.message()};
    if (!is_below(real_path, real_root))
        return Error{ErrorCode::InvalidArgument, "`" + path + "` leads out of the folder `" + root +
                                                     "`, which imports may not leave"};
    if (!fs::is_regular_file(real_path, fault))
        return Error{ErrorCode::InvalidArgument, "`" + path + "` is not a file"};
    return read_file(real_path.string());
}

} // namespace

std::string folder_of(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

ReadFile imports_below(const std::string& root) {
    return [root](const std::string& path) { return read_below(root, path); };
}

} // namespace pemba::schema
