// OutputFile: a file that is written piece by piece and comes into being in one step.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::console {

/// What shall happen to a file that is there already.
enum class Existing { Replaced, Refused };

/// What is written goes to a temporary beside the file, which takes its place with commit();
/// without that nothing has changed. `-` is standard output, which is written as it goes, and so is
/// a path that is there and no plain file, such as a pipe. Not thread-safe.
class OutputFile {
public:
    /// `mode`: the file's permission bits; absent: those of the file that is replaced, or what the
    /// user's umask leaves. Errors: InvalidArgument (it is there and shall not be replaced),
    /// StoreFailed.
    [[nodiscard]] static Result<OutputFile> open(const std::string& path,
                                                 Existing existing = Existing::Replaced,
                                                 std::optional<unsigned> mode = {});
    ~OutputFile();
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;

    /// A failure is told by commit().
    void write(std::string_view text);

    /// Puts the file in place, on disk; nothing may be written after it. Errors: StoreFailed.
    [[nodiscard]] Result<void> commit();

    [[nodiscard]] bool is_standard_output() const noexcept { return file_.get() == stdout; }

private:
    struct Close {
        void operator()(std::FILE* file) const noexcept;
    };

    OutputFile(std::string target, std::string temporary, std::FILE* file)
        : target_(std::move(target)), temporary_(std::move(temporary)), file_(file) {}

    [[nodiscard]] bool is_on_disk() const;

    std::string target_;
    std::string temporary_; ///< empty: the target is written as it goes, or the file is in place
    std::unique_ptr<std::FILE, Close> file_;
};

} // namespace pemba::console
