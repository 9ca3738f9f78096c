// Files by the C library, whose errors have names.
#include "files/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <unistd.h>

#include "files/open_file.h"

namespace pemba::schema {

namespace {

constexpr std::size_t kMaxBytes = 5'000'000;

Error failure(const std::string& doing, const std::string& path) {
    return {ErrorCode::InvalidArgument,
            "cannot " + doing + " `" + path + "`: " + std::strerror(errno)};
}

Result<std::string> read_all(std::FILE* file, const std::string& path) {
    std::string text;
    char block[65536];
    while (text.size() < kMaxBytes) {
        const std::size_t got = std::fread(block, 1, sizeof block, file);
        text.append(block, got);
        if (got < sizeof block)
            break;
    }
    if (std::ferror(file))
        return failure("read", path);
    return text;
}

} // namespace

Result<std::string> read_file(const std::string& path) {
    if (path == "-")
        return read_all(stdin, "the standard input");
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        return failure("open", path);
    return read_all(file.get(), path);
}

Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
    const std::string beside = path + ".new-" + std::to_string(::getpid());
    File file(std::fopen(beside.c_str(), "wb"));
    if (!file)
        return failure("create", beside);
    bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    is_written = std::fclose(file.release()) == 0 && is_written;
    if (is_written && std::rename(beside.c_str(), path.c_str()) == 0)
        return {};
    const Error error = failure("write", path);
    std::remove(beside.c_str());
    return error;
}

Result<void> write_file(const std::string& path, std::string_view text) {
    return write_file(path,
                      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

} // namespace pemba::schema
