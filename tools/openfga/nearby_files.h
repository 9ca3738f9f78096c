// Nearby files: the files that another file names, which stand beside it or below.
#pragma once

#include <filesystem>
#include <string>

#include "pemba/result.h"

namespace pemba::openfga {

/// Whether a file may name others outside its own folder. It may come from anywhere, so mostly not.
enum class ExternalFiles { Refused, Allowed };

class NearbyFiles {
public:
    /// Of the file at this path.
    NearbyFiles(const std::filesystem::path& file, ExternalFiles external)
        : folder_(file.parent_path()), external_(external) {}

    struct File {
        std::string name; ///< for messages: its path as the caller would write it
        std::string text;
    };
    /// Reads a file by the path that was written. Errors: InvalidArgument, if it is not there, is
    /// no regular file, or stands outside the folder, also by way of a symbolic link.
    [[nodiscard]] Result<File> read(const std::string& path) const;

private:
    std::filesystem::path folder_;
    ExternalFiles external_;
};

} // namespace pemba::openfga
