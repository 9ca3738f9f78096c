// TempStore's folder: made with mkdtemp, so that tests can run side by side.
#include "support/temp_store.h"

#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace pemba::testing {

TempStore::TempStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pemba-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::filesystem::filesystem_error("mkdtemp", pattern,
                                                std::error_code(errno, std::generic_category()));
    path_ = pattern;
}

TempStore::~TempStore() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Options TempStore::options() const {
    Options options;
    options.directory = path_ / "store";
    options.map_bytes = std::uint64_t{1} << 30;
    options.durable = false;
    return options;
}

} // namespace pemba::testing
