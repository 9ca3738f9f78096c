// Guard: one wrapper for each kind of handler.
#include "api/guard.h"

#include <utility>

namespace pemba::api {
namespace {

// One row's judge. Copied into the row's handler.
class Guard {
public:
    Guard(const Endpoint& row, const Service& service)
        : service_(service), needs_(*row.needs), refuse_(row.refuse),
          route_(row.route.method + " " + row.route.path) {}

    // What to answer instead of calling the handler.
    [[nodiscard]] std::optional<http::Response> refusal(const http::Request& request) const {
        auto [key, denial] = service_.access.judge(needs_, request);
        if (!denial) {
            if (is_administrative())
                log(log::Level::Info, "administrative call", key.get(), request, {});
            return {};
        }
        log(log::Level::Warn, "call not allowed", key.get(), request,
            denial->token ? denial->token->detail : denial->message);
        return refuse_(service_, request, *denial);
    }

private:
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

http::Handler guarded(Guard guard, http::Handler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request) {
        auto refusal = guard.refusal(request);
        return refusal ? std::move(*refusal) : handler(request);
    };
}

http::EagerHandler guarded(Guard guard, http::EagerHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](
               http::Request& request, http::Effort effort) -> std::optional<http::Response> {
        if (auto refusal = guard.refusal(request))
            return refusal;
        return handler(request, effort);
    };
}

http::AsyncHandler guarded(Guard guard, http::AsyncHandler handler) {
    return [guard = std::move(guard), handler = std::move(handler)](http::Request& request,
                                                                    http::Reply reply) {
        if (auto refusal = guard.refusal(request))
            return reply(std::move(*refusal));
        handler(request, std::move(reply));
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
