// File: an open file of the C library that closes itself.
#pragma once

#include <cstdio>
#include <memory>

namespace pemba::schema {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

using File = std::unique_ptr<std::FILE, CloseFile>;

} // namespace pemba::schema
