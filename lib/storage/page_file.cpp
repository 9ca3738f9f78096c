#include "storage/page_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace pemba::storage {

PageFile::~PageFile() {
    if (file_ >= 0)
        ::close(file_);
}

Error PageFile::failure() const {
    return {ErrorCode::StoreFailed,
            fmt::format("could not read `{}`: {}", path_.string(), std::strerror(errno)),
            {}};
}

Result<void> PageFile::open(const std::filesystem::path& path) {
    path_ = path;
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const auto end = file_ < 0 ? -1 : ::lseek(file_, 0, SEEK_END);
    if (end < 0)
        return failure();
    bytes_ = static_cast<std::uint64_t>(end);
    return {};
}

Result<std::string> PageFile::read(std::uint64_t at, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const auto got =
            ::pread(file_, bytes.data() + done, size - done, static_cast<off_t>(at + done));
        if (got < 0)
            return failure();
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

} // namespace pemba::storage
