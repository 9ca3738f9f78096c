// The command that gives up the oldest entries of a changelog.
#include "engine/apply.h"

namespace pemba::engine {

Result<TrimResult> apply_trim(ApplyContext& context, const TrimRequest& request) {
    auto& transaction = context.transaction();
    PEMBA_TRY(const auto done, storage::read_trimmed(transaction, context.store()));
    PEMBA_TRY(const auto plan,
              storage::plan_trim(transaction, context.store(), request.before, request.limits));
    if (plan.through == done.through)
        return TrimResult{done.through, false};
    return context.change([&]() -> Result<TrimResult> {
        context.change_without_revision();
        PEMBA_CHECK_OK(storage::trim_changelog(transaction, context.store(), plan));
        return TrimResult{plan.through, true};
    });
}

} // namespace pemba::engine
