// File: plain reads.
#include "console/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

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

Result<void> replace_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    PEMBA_TRY(OutputFile file, OutputFile::open(path.string(), Existing::Replaced, mode));
    file.write(text);
    return file.commit();
}

std::string display_name(const std::string& path) {
    return path == "-" ? "<stdin>" : path;
}

} // namespace pemba::console
