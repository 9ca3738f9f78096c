// File: plain reads.
#include "console/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "console/output_file.h"
#include "console/style.h"

namespace pemba::console {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error failure(std::string_view what, const std::string& path) {
    return {ErrorCode::InvalidArgument,
            fmt::format("{} `{}`: {}", what, path, std::strerror(errno)),
            {}};
}

} // namespace

Result<std::string> read_file(const std::string& path) {
    const bool standard_input = path == "-";
    const File opened(standard_input ? nullptr : std::fopen(path.c_str(), "rb"));
    std::FILE* file = standard_input ? stdin : opened.get();
    if (file == nullptr)
        return failure("cannot open", path);
    if (is_terminal(file))
        fmt::print(stderr, "reading from the keyboard, one a line; Ctrl-D ends\n");
    std::string text;
    std::array<char, kReadBytes> buffer;
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file))
        text.append(buffer.data(), size);
    if (std::ferror(file) != 0)
        return failure("cannot read", path);
    return text;
}

namespace {

// Nothing if it is no file with a size, such as a pipe.
std::string_view map_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    void* mapped = MAP_FAILED;
    if (file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        mapped = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE,
                        file, 0);
    if (file >= 0)
        ::close(file);
    if (mapped == MAP_FAILED)
        return {};
    return {static_cast<const char*>(mapped), static_cast<std::size_t>(status.st_size)};
}

} // namespace

Result<FileText> FileText::open(const std::string& path) {
    FileText file;
    if (path != "-")
        file.mapped_ = map_file(path);
    if (file.mapped_.empty()) {
        PEMBA_TRY(file.read_, read_file(path));
    }
    return file;
}

FileText::FileText(FileText&& other) noexcept
    : mapped_(std::exchange(other.mapped_, {})), read_(std::move(other.read_)) {}

FileText::~FileText() {
    if (!mapped_.empty())
        ::munmap(const_cast<char*>(mapped_.data()), mapped_.size());
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    PEMBA_TRY(OutputFile file, OutputFile::open(path.string(), Existing::Replaced, mode));
    file.write(text);
    return file.commit();
}

std::string display_name(const std::string& path) {
    return path == "-" ? "<stdin>" : path;
}

} // namespace pemba::console
