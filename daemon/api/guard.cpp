// Guard: one wrapper for each kind of handler.
#include "api/guard.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "api/call_record.h"
#include "api/trace_context.h"

namespace pemba::api {
namespace {

// What a handler has answered, if it has.
http::Response* given(http::Response& response) {
    return &response;
}
http::Response* given(std::optional<http::Response>& response) {
    return response ? &*response : nullptr;
}

Denial quota_used(const keys::Key& key, std::uint64_t a_second, std::string_view what,
                  std::chrono::nanoseconds wait) {
    return {.kind = Denial::Kind::QuotaUsed,
            .message =
                fmt::format("key `{}` has used its {} {} a second", key.name, a_second, what),
            .wait = wait};
}

// What of its quota a key has used up.
std::optional<Denial> tuple_reads_used(const Access::Judgement& judged,
                                       Meter::Clock::time_point now) {
    if (const auto wait = judged.usage->tuple_reads.wait(now); wait.count() > 0)
        return quota_used(*judged.key, judged.key->a_second.tuple_reads, "tuple reads", wait);
    return {};
}
std::optional<Denial> anything_used(const Access::Judgement& judged, Meter::Clock::time_point now) {
    if (const auto wait = judged.usage->requests.wait(now); wait.count() > 0)
        return quota_used(*judged.key, judged.key->a_second.requests, "requests", wait);
    return tuple_reads_used(judged, now);
}

// The key pays for what was read for it.
void charge(const Access::Judgement& judged, std::uint64_t tuple_reads) {
    if (judged.usage)
        judged.usage->tuple_reads.use(tuple_reads, Meter::Clock::now());
}

// What the log counts together.
std::string_view kind_of(const Denial& denial) {
    switch (denial.kind) {
    case Denial::Kind::KeyMissing: return "KEY_MISSING";
    case Denial::Kind::KeyUnknown: return "KEY_UNKNOWN";
    case Denial::Kind::TokenInvalid: return "TOKEN_INVALID";
    case Denial::Kind::Forbidden: return "FORBIDDEN";
    case Denial::Kind::QuotaUsed: return "QUOTA_USED";
    case Denial::Kind::NotRecorded: return "NOT_RECORDED";
    }
    return {};
}

// For the log: more than the caller learns.
std::string_view reason_of(const Denial& denial) {
    return denial.token ? std::string_view(denial.token->detail) : std::string_view(denial.message);
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
        if (auto refusal = refusal_unrecorded(head))
            return refusal;
        auto judged = service_.access.judge_head(needs_, head);
        if (!judged.denial && judged.usage)
            judged.denial = anything_used(judged, Meter::Clock::now());
        return refusal_of(judged, head);
    }

    struct Admission {
        Access::Judgement judged;
        std::optional<http::Response> refusal; ///< instead of the handler's answer
    };
    // An eager handler's second call is not counted again.
    [[nodiscard]] Admission admit(http::Request& request, bool is_first) const {
        if (auto refusal = refusal_unrecorded(request))
            return {{}, std::move(refusal)};
        Admission admission{judge(request), {}};
        Access::Judgement& judged = admission.judged;
        if (is_first && !judged.denial && judged.usage)
            count(judged);
        admission.refusal = refusal_of(judged, request);
        if (admission.refusal)
            return admission;
        if (judged.key)
            request.caller = judged.key->name;
        if (is_administrative())
            service_.log.write(log::Level::Info, "administrative call",
                               {{"key", name_of(judged.key.get())},
                                {"client", request.client},
                                {"request_id", request.id},
                                {"route", route_}});
        return admission;
    }

    // What to answer: a refusal, or what `call` does, whose work the key pays for.
    template <class Call>
    auto judge_and_call(http::Request& request, bool is_first, Call call) const
        -> decltype(call()) {
        Admission admission = admit(request, is_first);
        if (admission.refusal)
            return std::move(*admission.refusal);
        const std::uint64_t work_before = request.work;
        auto answer = records() ? call_recorded(request, admission.judged, call) : call();
        charge(admission.judged, request.work - work_before);
        if (auto* response = given(answer); response && response->more && admission.judged.key)
            response->more =
                still_guarded(request, std::move(admission.judged), std::move(response->more));
        return answer;
    }

    [[nodiscard]] Access::Judgement judge(const http::Request& request) const {
        return service_.access.judge(needs_, request);
    }
    // What is answered to a call that is denied, and told of it.
    [[nodiscard]] std::optional<http::Response> refusal_of(const Access::Judgement& judged,
                                                           const http::Request& request) const {
        if (!judged.denial)
            return {};
        // Those are many, and the metrics count them: nobody is to fill the audit log with them.
        const bool is_routine = judged.denial->kind == Denial::Kind::QuotaUsed;
        log_refusal(is_routine ? log::Level::Debug : log::Level::Warn, judged, request);
        http::Response response = refuse_(service_, request, *judged.denial);
        if (records() && !is_routine)
            CallRecord(*service_.audit, request, route_, needs_, judged)
                .refused(response.status, reason_of(*judged.denial));
        return response;
    }

    // An eager handler is called a second time with full effort if it began on the io thread.
    [[nodiscard]] bool is_first(http::Effort effort) const {
        return effort == http::Effort::Little || !begins_on_io_thread_;
    }

    [[nodiscard]] bool records() const { return service_.audit != nullptr; }
    // Of a call that was admitted, where calls are recorded.
    [[nodiscard]] CallRecord record(const http::Request& request,
                                    const Access::Judgement& judged) const {
        return {*service_.audit, request, route_, needs_, judged};
    }

private:
    static inline const Denial kNotRecorded{
        Denial::Kind::NotRecorded, "the audit log cannot take more lines now; try again later"};

    // Of a call that is not denied so far.
    static void count(Access::Judgement& judged) {
        const auto now = Meter::Clock::now();
        judged.denial = anything_used(judged, now);
        if (!judged.denial)
            judged.usage->requests.use(1, now);
    }

    [[nodiscard]] std::optional<http::Response>
    refusal_unrecorded(const http::Request& request) const {
        if (!service_.audit || service_.audit->trail.has_room())
            return {};
        return refuse_(service_, request, kNotRecorded);
    }

    // Calls a handler that answers at once, or not at all.
    template <class Call>
    auto call_recorded(http::Request& request, const Access::Judgement& judged,
                       const Call& call) const {
        CallRecord made = record(request, judged);
        request.attachment = &made;
        auto response = call();
        request.attachment = nullptr;
        if (const auto* answer = given(response))
            made.answered(answer->status);
        return response;
    }

    // A stream that its caller is given; the request lives as long.
    [[nodiscard]] std::unique_ptr<http::ChunkSource>
    still_guarded(const http::Request& request, Access::Judgement judged,
                  std::unique_ptr<http::ChunkSource> stream) const;

    [[nodiscard]] bool is_administrative() const {
        return needs_.scope == keys::Scope::Admin || needs_.scope == keys::Scope::Schema;
    }
    static std::string_view name_of(const keys::Key* key) {
        return key ? std::string_view(key->name) : "none";
    }
    // The one line of a call that is refused.
    void log_refusal(log::Level level, const Access::Judgement& judged,
                     const http::Request& request) const {
        service_.log.write_limited(level, "call not allowed", kind_of(*judged.denial),
                                   {{"method", request.method},
                                    {"path", request.path},
                                    {"reason", reason_of(*judged.denial)},
                                    {"key", name_of(judged.key.get())},
                                    {"client", request.client},
                                    {"request_id", request.id},
                                    {"traceparent", traceparent_of(request.headers)}});
    }

    const Service& service_;
    Needs needs_;
    Refuse refuse_;
    bool begins_on_io_thread_;
    std::string route_;
};

// An open stream. Its caller is judged again as long as it goes on, and pays for what it reads.
class GuardedStream final : public http::ChunkSource {
public:
    // Guard and request outlive it.
    GuardedStream(const Guard& guard, const http::Request& request, Access::Judgement judged,
                  std::unique_ptr<http::ChunkSource> source)
        : guard_(guard), request_(request), judged_(std::move(judged)), source_(std::move(source)) {
        charge_what_was_read();
    }

    std::optional<std::string> next() override {
        if (over_)
            return {};
        if (auto refused = refusal()) {
            over_ = true;
            return is_within_row() ? std::nullopt : std::optional(std::move(refused->body));
        }
        auto chunk = source_->next();
        charge_what_was_read();
        return chunk;
    }
    void when_ready(std::function<void()> ready) override { source_->when_ready(std::move(ready)); }
    [[nodiscard]] bool is_within_row() const override { return source_->is_within_row(); }
    [[nodiscard]] bool ends_by_itself() const override { return source_->ends_by_itself(); }
    std::string interrupted() override { return over_ ? std::string() : source_->interrupted(); }

private:
    static constexpr std::chrono::seconds kBetweenJudgements{1};

    std::optional<http::Response> refusal() {
        const auto now = Meter::Clock::now();
        if (now - judged_at_ >= kBetweenJudgements) {
            judged_ = guard_.judge(request_);
            judged_at_ = now;
        }
        // What is told without reading more is told to its end, and so is a row that has begun:
        // whoever has to begin again with it would never get past it.
        const bool may_end = charged_ > 0 && !is_within_row();
        if (may_end && !judged_.denial && judged_.usage)
            judged_.denial = tuple_reads_used(judged_, now);
        return guard_.refusal_of(judged_, request_);
    }

    void charge_what_was_read() {
        charge(judged_, source_->work() - charged_);
        charged_ = source_->work();
    }

    const Guard& guard_;
    const http::Request& request_;
    Access::Judgement judged_;
    Meter::Clock::time_point judged_at_ = Meter::Clock::now();
    std::unique_ptr<http::ChunkSource> source_;
    std::uint64_t charged_ = 0; ///< of the source's work
    bool over_ = false;
};

std::unique_ptr<http::ChunkSource>
Guard::still_guarded(const http::Request& request, Access::Judgement judged,
                     std::unique_ptr<http::ChunkSource> stream) const {
    return std::make_unique<GuardedStream>(*this, request, std::move(judged), std::move(stream));
}

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

// Its work is not metered: what answers later writes, and is no question.
http::AsyncHandler guarded(Guard guard, http::AsyncHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request,
                                                                    http::Reply reply) {
        auto admission = guard.admit(request, true);
        if (admission.refusal)
            return reply(*std::move(admission.refusal));
        if (!guard.records())
            return handler(request, std::move(reply));
        const std::shared_ptr<CallRecord> record(
            new CallRecord(guard.record(request, admission.judged)));
        request.attachment = record.get();
        handler(request, [record, reply = std::move(reply)](http::Response response) {
            record->answered(response.status);
            reply(std::move(response));
        });
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
        std::visit([&](auto& handler) { handler = guarded(guard, std::move(handler)); },
                   row.route.handler);
    }
}

} // namespace pemba::api
