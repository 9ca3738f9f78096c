// Guard: one wrapper for each kind of handler.
#include "api/guard.h"

#include <memory>
#include <utility>

#include "api/call_record.h"

namespace pemba::api {
namespace {

std::optional<unsigned> status_of(const http::Response& response) {
    return response.status;
}
std::optional<unsigned> status_of(const std::optional<http::Response>& response) {
    return response ? std::optional(response->status) : std::nullopt;
}

// One row's judge. Copied into the row's handler.
class Guard {
public:
    Guard(const Endpoint& row, const Service& service)
        : service_(service), needs_(*row.needs), refuse_(row.refuse),
          route_(row.route.method + " " + row.route.path) {}

    struct Admission {
        const keys::Key* key = nullptr;
        std::optional<http::Response> refusal; ///< instead of the handler's answer
    };
    [[nodiscard]] Admission admit(const http::Request& request) const {
        if (service_.audit && !service_.audit->trail.has_room())
            return {nullptr, refuse_(service_, request, kNotRecorded)};
        const Access::Judgement judgement = service_.access.judge(needs_, request);
        const auto& [key, denial] = judgement;
        if (!denial) {
            if (is_administrative())
                log(log::Level::Info, "administrative call", key, request, {});
            return {key, {}};
        }
        log(log::Level::Warn, "call not allowed", key, request, denial->message);
        http::Response response = refuse_(service_, request, *denial);
        if (service_.audit)
            CallRecord(*service_.audit, request, route_, needs_, judgement)
                .refused(response.status, denial->message);
        return {key, std::move(response)};
    }

    [[nodiscard]] bool records() const { return service_.audit != nullptr; }
    // Of a call that was admitted, where calls are recorded.
    [[nodiscard]] CallRecord record(const http::Request& request, const keys::Key* key) const {
        return {*service_.audit, request, route_, needs_, {key, {}}};
    }

private:
    static inline const Denial kNotRecorded{
        Denial::Kind::NotRecorded, "the audit log cannot take more lines now; try again later"};

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
    std::string route_;
};

// Calls a handler that answers at once, or not at all.
template <class Call>
auto recorded(const Guard& guard, http::Request& request, const keys::Key* key, const Call& call) {
    if (!guard.records())
        return call();
    CallRecord record = guard.record(request, key);
    request.attachment = &record;
    auto response = call();
    request.attachment = nullptr;
    if (const std::optional<unsigned> status = status_of(response))
        record.answered(*status);
    return response;
}

http::Handler guarded(Guard guard, http::Handler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request) {
        auto [key, refusal] = guard.admit(request);
        return refusal ? *std::move(refusal)
                       : recorded(guard, request, key, [&] { return handler(request); });
    };
}

http::EagerHandler guarded(Guard guard, http::EagerHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](
               http::Request& request, http::Effort effort) -> std::optional<http::Response> {
        auto [key, refusal] = guard.admit(request);
        if (refusal)
            return std::move(refusal);
        return recorded(guard, request, key, [&] { return handler(request, effort); });
    };
}

http::AsyncHandler guarded(Guard guard, http::AsyncHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request,
                                                                    http::Reply reply) {
        auto [key, refusal] = guard.admit(request);
        if (refusal)
            return reply(*std::move(refusal));
        if (!guard.records())
            return handler(request, std::move(reply));
        const std::shared_ptr<CallRecord> record(new CallRecord(guard.record(request, key)));
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
        row.route.handler = std::visit(
            [&](auto& handler) -> decltype(row.route.handler) {
                return guarded(Guard(row, service), std::move(handler));
            },
            row.route.handler);
    }
}

} // namespace pemba::api
