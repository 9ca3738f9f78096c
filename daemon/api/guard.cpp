// Guard: one wrapper for each kind of handler.
#include "api/guard.h"

#include <utility>

#include <fmt/format.h>

namespace pemba::api {
namespace {

// What of its quota a key has used up.
std::optional<Denial> quota_used(const keys::Key& key, const Usage& usage,
                                 Meter::Clock::time_point now) {
    const auto denial = [&](std::chrono::nanoseconds wait, std::uint64_t a_second,
                            std::string_view what) {
        return Denial{Denial::Kind::QuotaUsed,
                      fmt::format("key `{}` has used its {} {} a second", key.name, a_second, what),
                      wait};
    };
    if (const auto wait = usage.requests.wait(now); wait.count() > 0)
        return denial(wait, key.a_second.requests, "requests");
    if (const auto wait = usage.tuple_reads.wait(now); wait.count() > 0)
        return denial(wait, key.a_second.tuple_reads, "tuple reads");
    return {};
}

// One row's judge. Copied into the row's handler.
class Guard {
public:
    Guard(const Endpoint& row, const Service& service)
        : service_(service), needs_(*row.needs), refuse_(row.refuse),
          begins_on_io_thread_(row.route.run_on == http::RunOn::IoThread),
          route_(row.route.method + " " + row.route.path) {}

    // What to answer before the body has come; nothing if it may be waited for.
    [[nodiscard]] std::optional<http::Response> refusal_of_head(const http::Request& head) const {
        return refusal_of(service_.access.judge_head(needs_, head), head);
    }

    // What to answer instead of what `call` does, if the request is not allowed; else that, whose
    // work the key pays for.
    template <class Call>
    auto judge_and_call(http::Request& request, bool is_first, Call call) const
        -> decltype(call()) {
        auto judged = service_.access.judge(needs_, request);
        const bool has_quota = judged.usage != nullptr && !judged.key->a_second.is_unlimited();
        if (has_quota && is_first) {
            const auto now = Meter::Clock::now();
            judged.denial = quota_used(*judged.key, *judged.usage, now);
            if (!judged.denial)
                judged.usage->requests.use(1, now);
        }
        if (auto refusal = refusal_of(judged, request))
            return std::move(*refusal);
        if (is_administrative())
            log(log::Level::Info, "administrative call", judged.key, request, {});
        const std::uint64_t work_before = request.work;
        auto answer = call();
        if (has_quota)
            judged.usage->tuple_reads.use(request.work - work_before, Meter::Clock::now());
        return answer;
    }

    // An eager handler is called a second time with full effort if it began on the io thread.
    [[nodiscard]] bool is_first(http::Effort effort) const {
        return effort == http::Effort::Little || !begins_on_io_thread_;
    }

private:
    [[nodiscard]] std::optional<http::Response> refusal_of(const Access::Judgement& judged,
                                                           const http::Request& request) const {
        if (!judged.denial)
            return {};
        // Those are many, and the metrics count them.
        const bool is_routine = judged.denial->kind == Denial::Kind::QuotaUsed;
        log(is_routine ? log::Level::Debug : log::Level::Warn, "call not allowed", judged.key,
            request, judged.denial->message);
        return refuse_(service_, request, *judged.denial);
    }
    [[nodiscard]] bool is_administrative() const {
        return needs_.scope == keys::Scope::Admin || needs_.scope == keys::Scope::Schema;
    }
    void log(log::Level level, std::string_view message, const keys::Key* key,
             const http::Request& request, std::string_view reason) const {
        service_.log.write(level, message,
                           {{"key", key ? std::string_view(key->name) : "none"},
                            {"request_id", request.id},
                            {"route", route_},
                            {"reason", reason}});
    }

    const Service& service_;
    Needs needs_;
    Refuse refuse_;
    bool begins_on_io_thread_;
    std::string route_;
};

http::Handler guarded(Guard guard, http::Handler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request) {
        return guard.judge_and_call(request, true, [&] { return handler(request); });
    };
}

http::EagerHandler guarded(Guard guard, http::EagerHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request,
                                                                    http::Effort effort) {
        return guard.judge_and_call(request, guard.is_first(effort),
                                    [&] { return handler(request, effort); });
    };
}

// What it does later is not metered: writes are not questions.
http::AsyncHandler guarded(Guard guard, http::AsyncHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request,
                                                                    http::Reply reply) {
        auto refusal = guard.judge_and_call(request, true, [&]() -> std::optional<http::Response> {
            handler(request, reply);
            return std::nullopt;
        });
        if (refusal)
            reply(std::move(*refusal));
    };
}

} // namespace

void guard(std::vector<Endpoint>& rows, const Service& service) {
    for (Endpoint& row : rows) {
        if (!row.needs)
            continue;
        const Guard guard(row, service);
        row.route.before_body = [guard](const http::Request& head) {
            return guard.refusal_of_head(head);
        };
        row.route.handler = std::visit(
            [&](auto& handler) -> decltype(row.route.handler) {
                return guarded(guard, std::move(handler));
            },
            row.route.handler);
    }
}

} // namespace pemba::api
