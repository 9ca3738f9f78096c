// Kind: every diagnostic the compiler knows, from kind.def, and what the list says about each.
#pragma once

#include <cstdint>
#include <string_view>

#include "pemba/schema/compile.h"

namespace pemba::schema {

enum class Kind : std::uint8_t {
#define PEMBA_DIAGNOSTIC(name, code, severity, phase, message) name,
#define PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN PEMBA_DIAGNOSTIC
#include "diagnostics/kind.def"
#undef PEMBA_DIAGNOSTIC
#undef PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN
};

/// One row of the list. The views live for ever.
struct KindInfo {
    std::string_view code;
    Severity severity;
    Diagnostic::Phase phase;
    std::string_view message; ///< with `{key}` for arguments
};

[[nodiscard]] const KindInfo& info(Kind kind) noexcept;

} // namespace pemba::schema
