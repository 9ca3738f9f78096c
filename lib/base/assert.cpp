#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace pemba::base {

void assertion_failed(const char* what, const char* file, int line) noexcept {
    std::fprintf(stderr, "%s:%d: assertion failed: %s (this is a bug in Pemba)\n", file, line,
                 what);
    std::abort();
}

} // namespace pemba::base
