// The list of diagnostics as a table.
#include "diagnostics/kind.h"

#include <cstddef>

namespace pemba::schema {

const KindInfo& info(Kind kind) noexcept {
    static constexpr KindInfo kTable[] = {
#define PEMBA_DIAGNOSTIC(name, code, severity, phase, message)                                     \
    {code, Severity::severity, Diagnostic::Phase::phase, message},
#define PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN PEMBA_DIAGNOSTIC
#include "diagnostics/kind.def"
#undef PEMBA_DIAGNOSTIC
#undef PEMBA_DIAGNOSTIC_WITHOUT_GOLDEN
    };
    return kTable[static_cast<std::size_t>(kind)];
}

} // namespace pemba::schema
