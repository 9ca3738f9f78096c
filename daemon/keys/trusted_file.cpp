// Trusted file: its mode, its size, its text.
#include "keys/trusted_file.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace pemba::keys {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 16 * 1024 * 1024;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

} // namespace

Result<std::string> read_trusted_file(const std::filesystem::path& file) {
    using std::filesystem::perms;
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in)
        return invalid(fmt::format("cannot read `{}`", file.string()));
    if ((status.permissions() & (perms::group_write | perms::others_write)) != perms::none)
        return invalid(fmt::format("others than its owner may write to `{}`; say `chmod 600 {}`",
                                   file.string(), file.string()));
    if (std::filesystem::is_regular_file(status) &&
        std::filesystem::file_size(file, error) > kMaxFileBytes)
        return invalid(fmt::format("`{}` is larger than 16 MiB", file.string()));
    return std::string(std::istreambuf_iterator<char>(in), {});
}

} // namespace pemba::keys
