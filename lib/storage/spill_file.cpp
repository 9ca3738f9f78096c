#include "storage/spill_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace pemba::storage {
namespace {

constexpr std::size_t kBytesPerWrite = 256 * 1024;

Error failure(std::string_view doing) {
    return {errno == ENOSPC || errno == EDQUOT ? ErrorCode::StoreFull : ErrorCode::StoreFailed,
            fmt::format("could not {} a temporary file: {}", doing, std::strerror(errno)),
            {}};
}

} // namespace

Result<SpillFile> SpillFile::create(const std::filesystem::path& directory) {
    std::string name = directory / "spill-XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0)
        return failure("make");
    ::unlink(name.c_str()); // it goes with the process, whatever happens
    return SpillFile(file);
}

SpillFile::SpillFile(SpillFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), size_(other.size_),
      pending_(std::move(other.pending_)), mapped_(std::exchange(other.mapped_, nullptr)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
    std::swap(pending_, other.pending_);
    std::swap(mapped_, other.mapped_);
    return *this;
}

SpillFile::~SpillFile() {
    if (mapped_)
        ::munmap(mapped_, size_);
    if (file_ >= 0)
        ::close(file_);
}

Result<void> SpillFile::append(std::string_view bytes) {
    pending_.append(bytes);
    size_ += bytes.size();
    return pending_.size() < kBytesPerWrite ? Result<void>{} : flush();
}

Result<void> SpillFile::flush() {
    std::string_view rest = pending_;
    while (!rest.empty()) {
        const ssize_t written = ::write(file_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            return failure("write");
        rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    pending_.clear();
    return {};
}

Result<void> SpillFile::finish() {
    PEMBA_CHECK_OK(flush());
    std::string().swap(pending_);
    if (size_ == 0)
        return {};
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_, 0);
    if (mapped == MAP_FAILED)
        return failure("read");
    mapped_ = static_cast<char*>(mapped);
    return {};
}

} // namespace pemba::storage
