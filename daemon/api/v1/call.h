// Call: one request to the v1 API on its way through decode, engine and encode.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/keys.h"
#include "api/v1/decoder.h"
#include "api/v1/status.h"
#include "http/message.h"
#include "http/router.h"
#include "metrics/metrics.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// What every handler works with; outlives them all.
struct Service {
    Engine& engine;
    const Keys& keys;
    metrics::Metrics& metrics;
};

/// Whether the request may be answered at all: its key, and the store it names. The refusal if not.
[[nodiscard]] std::optional<Status> check_access(const Keys& keys, const http::Request& request);

/// One call. The decoder has parsed the body already; the handler reads its message, then asks for
/// the refusal.
class Call {
public:
    Call(const Service& service, http::Request& request, Shape shape);

    Decoder in;

    /// What to answer instead of the call's result, if anything is wrong with it: the JSON, then
    /// the key, then the field rules, as the peer orders them.
    [[nodiscard]] std::optional<http::Response> refusal();

    [[nodiscard]] http::Response refuse(const Status& status) const {
        return error_response(status, shape_);
    }
    [[nodiscard]] http::Response refuse(const Error& error) const {
        return refuse(to_status(error));
    }
    [[nodiscard]] const Service& service() const { return service_; }
    [[nodiscard]] const Engine& engine() const { return service_.engine; }

private:
    const Service& service_;
    const http::Request& request_;
    Shape shape_;
    std::optional<Status> denied_; ///< before the body was parsed
};

/// An answer of one JSON object.
[[nodiscard]] http::Response json_response(std::string body);
/// A stream of what the source still has to give, begun with its first chunk.
[[nodiscard]] http::Response stream_response(std::unique_ptr<http::ChunkSource> source);

/// The refusal of a limit, with an ErrorInfo.
[[nodiscard]] Status limit_too_large(std::uint64_t given, std::uint64_t maximum);
/// The last line of a stream that the server's stop cut short.
[[nodiscard]] std::string stream_interrupted();

} // namespace pemba::api::v1
