// OutputFile: a temporary file that is renamed into place.
#include "console/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace pemba::console {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kAnyMode = 0666; // the umask takes away from it

Error cannot_write(const std::string& path, int reason = errno) {
    return {ErrorCode::StoreFailed,
            fmt::format("cannot write `{}`: {}", path, std::strerror(reason)),
            {}};
}

// The file that a path leads to: renaming must not replace a link by what it should point at.
std::string behind_links(const std::string& path) {
    std::error_code failed;
    const fs::path target = fs::canonical(path, failed);
    return failed ? path : target.string();
}

std::FILE* make_temporary(const std::string& path, std::optional<unsigned> mode) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode.value_or(kAnyMode));
    if (file < 0)
        return nullptr;
    if (mode)
        ::fchmod(file, *mode);
    return ::fdopen(file, "w");
}

} // namespace

void OutputFile::Close::operator()(std::FILE* file) const noexcept {
    if (file != stdout)
        std::fclose(file);
}

Result<OutputFile> OutputFile::open(const std::string& path, Existing existing,
                                    std::optional<unsigned> mode) {
    if (path == "-")
        return OutputFile(path, "", stdout);
    std::error_code unknown;
    const fs::file_status status = fs::status(path, unknown);
    if (fs::exists(status) && existing == Existing::Refused)
        return Error{ErrorCode::InvalidArgument, fmt::format("`{}` is there already", path), {}};
    std::string target = path, temporary;
    if (!fs::exists(status) || fs::is_regular_file(status)) {
        target = behind_links(path);
        temporary = fmt::format("{}.{}.new", target, ::getpid());
    }
    if (!mode && fs::is_regular_file(status)) // one that others may not read stays so
        mode = static_cast<unsigned>(status.permissions() & fs::perms::mask);
    std::FILE* file =
        temporary.empty() ? std::fopen(path.c_str(), "w") : make_temporary(temporary, mode);
    if (file == nullptr)
        return cannot_write(path);
    return OutputFile(std::move(target), std::move(temporary), file);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)) {}

OutputFile::~OutputFile() {
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file_.get());
}

bool OutputFile::is_on_disk() const {
    std::FILE* file = file_.get();
    if (std::fflush(file) != 0 || std::ferror(file) != 0)
        return false;
    return temporary_.empty() || ::fsync(fileno(file)) == 0;
}

Result<void> OutputFile::commit() {
    const bool done =
        is_on_disk() && (temporary_.empty() || ::rename(temporary_.c_str(), target_.c_str()) == 0);
    if (!done)
        return cannot_write(target_);
    temporary_.clear();
    return {};
}

} // namespace pemba::console
