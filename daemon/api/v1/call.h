// Call: one request to the v1 API on its way through decode, engine and encode.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/budget_of.h"
#include "api/service.h"
#include "api/v1/decoder.h"
#include "api/v1/status.h"
#include "http/message.h"
#include "http/router.h"

namespace pemba::api::v1 {

/// The answer to a call that its key does not open.
[[nodiscard]] http::Response refuse(const Service& service, const http::Request& request,
                                    const Denial& denial);
/// The same of a stream.
[[nodiscard]] http::Response refuse_stream(const Service& service, const http::Request& request,
                                           const Denial& denial);
/// The store that the request's header `Pemba-Store` names, or the default one. Errors:
/// StoreUnknown.
[[nodiscard]] Result<std::shared_ptr<Engine>> store_of(const Service& service,
                                                       const http::Request& request);

/// One call. The decoder has parsed the body already; the handler reads its message, then asks for
/// the refusal.
class Call {
public:
    Call(const Service& service, http::Request& request, Shape shape);

    Decoder in;

    /// What to answer instead of the call's result, if anything is wrong with it: the JSON, then
    /// the store, then the field rules, as the peer orders them.
    [[nodiscard]] std::optional<http::Response> refusal();

    [[nodiscard]] http::Response refuse(const Status& status) const {
        return error_response(status, shape_);
    }
    [[nodiscard]] http::Response refuse(const Error& error) const {
        return refuse(to_status(error));
    }
    [[nodiscard]] const Service& service() const { return service_; }
    /// Once there was no refusal. What goes on after the call keeps it.
    [[nodiscard]] const std::shared_ptr<Engine>& store() const { return *store_; }
    [[nodiscard]] const Engine& engine() const { return **store_; }
    /// Of the call's question.
    [[nodiscard]] const Budget& budget() const { return *budget_; }

private:
    const Service& service_;
    Shape shape_;
    Result<Budget> budget_;
    Result<std::shared_ptr<Engine>> store_;
};

/// An answer of one JSON object.
[[nodiscard]] http::Response json_response(std::string body);
/// A stream of what the source still has to give, begun with its first chunk.
[[nodiscard]] http::Response stream_response(std::unique_ptr<http::ChunkSource> source);

/// The refusal of a limit, with an ErrorInfo.
[[nodiscard]] Status limit_too_large(std::uint64_t given, std::uint64_t maximum);
/// The last line of a stream that the server's stop cut short.
[[nodiscard]] std::string stream_interrupted();
/// The last line of a stream that failed after it began.
[[nodiscard]] std::string stream_failed(const Error& error);

} // namespace pemba::api::v1
