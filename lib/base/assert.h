// PEMBA_ASSERT: a condition that only a bug in Pemba can break. On in every build; never used on
// input.
#pragma once

namespace pemba::base {

/// Prints what broke and where to stderr, then aborts.
[[noreturn]] void assertion_failed(const char* what, const char* file, int line) noexcept;

} // namespace pemba::base

#define PEMBA_ASSERT(condition)                                                                    \
    (__builtin_expect(static_cast<bool>(condition), true)                                          \
         ? void(0)                                                                                 \
         : ::pemba::base::assertion_failed(#condition, __FILE__, __LINE__))

#define PEMBA_UNREACHABLE(what) ::pemba::base::assertion_failed(what, __FILE__, __LINE__)
