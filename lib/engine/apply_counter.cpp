// The commands of Engine::register_counter and Engine::unregister_counter.
#include <fmt/format.h>

#include "engine/apply.h"
#include "storage/counters.h"

namespace pemba::engine {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

Result<void> check_counter(ApplyContext& context, const Counter& counter) {
    if (counter.name.empty() || counter.name.size() > kMaxNameBytes)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("a counter's name has 1 to {} bytes", kMaxNameBytes),
                     {}};
    if (counter.filter.is_empty())
        return Error{
            ErrorCode::InvalidFilter, "a counter's filter must set at least one field", {}};
    PEMBA_TRY(auto schema, context.schema());
    PEMBA_TRY(auto plan,
              plan_scan(counter.filter, *schema, context.names(), ComputedRelation::IsAnError));
    return {};
}

} // namespace

Result<CounterChanged> apply_counter(ApplyContext& context, const Counter& counter) {
    PEMBA_CHECK_OK(check_counter(context, counter));
    PEMBA_TRY(auto known,
              storage::read_counter(context.transaction(), context.store(), counter.name));
    if (known)
        return Error{ErrorCode::CounterExists,
                     fmt::format("counter with name `{}` already registered", counter.name),
                     {{"counter", counter.name}}};
    PEMBA_TRY(auto counters, storage::read_counters(context.transaction(), context.store()));
    PEMBA_CHECK_OK(
        check_limit("counters", "counters", counters.size() + 1, context.limits().counters));
    return context.change([&]() -> Result<CounterChanged> {
        PEMBA_CHECK_OK(storage::write_counter(context.transaction(), context.store(), counter));
        context.change_without_revision();
        return CounterChanged{};
    });
}

Result<CounterChanged> apply_counter_removal(ApplyContext& context, const std::string& name) {
    PEMBA_TRY(auto known, storage::read_counter(context.transaction(), context.store(), name));
    if (!known)
        return no_such_counter(name);
    return context.change([&]() -> Result<CounterChanged> {
        PEMBA_CHECK_OK(storage::erase_counter(context.transaction(), context.store(), name));
        context.change_without_revision();
        return CounterChanged{};
    });
}

Error no_such_counter(const std::string& name) {
    return {ErrorCode::CounterUnknown,
            fmt::format("counter with name `{}` not found", name),
            {{"counter", name}}};
}

} // namespace pemba::engine
