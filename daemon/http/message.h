// What a handler sees of an HTTP request, and what it answers: plain values without a library's
// types.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pemba::http {

/// The header fields of one request. Lives as long as the Request it belongs to.
class Headers {
public:
    virtual ~Headers() = default;
    /// The first value of a field, or "" if there is none. Names are compared without case.
    [[nodiscard]] virtual std::string_view find(std::string_view name) const = 0;
};

/// What stands in a path where its route has a `{name}`, as it was sent.
struct PathParameter {
    std::string_view name;
    std::string_view value;
};

/// The parameters of one path, in its order.
class PathParameters {
public:
    static constexpr std::size_t kMost = 4; ///< that a route may have

    /// There are fewer than kMost so far.
    void push_back(PathParameter parameter) { all_[size_++] = parameter; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const PathParameter& operator[](std::size_t i) const { return all_[i]; }
    [[nodiscard]] const PathParameter* begin() const { return all_.data(); }
    [[nodiscard]] const PathParameter* end() const { return all_.data() + size_; }

private:
    std::array<PathParameter, kMost> all_;
    std::size_t size_ = 0;
};

/// What a wrapper around a handler hands down to it with the request; this room never looks at it.
class Attachment {
protected:
    ~Attachment() = default;
};

/// One request. It and its views live until the handler has answered, and until the end of the
/// stream if that is the answer; the body may be moved from.
struct Request {
    std::string_view method;
    std::string_view path;        ///< without the query
    std::string_view query;       ///< what follows `?`, not decoded
    std::string_view id;          ///< the client's X-Request-ID, or one made here
    std::string_view client = {}; ///< the address that it came from
    std::string body;
    const Headers* headers = nullptr;
    PathParameters parameters = {};
    std::chrono::steady_clock::time_point began = {}; ///< when its first byte came
    /// What has been done for it, as its handler counts it, for whoever meters that.
    std::uint64_t work = 0;
    std::string_view caller = {}; ///< who it is, once somebody who wraps the handler has found out
    Attachment* attachment = nullptr; ///< lives until the handler has answered

    [[nodiscard]] std::string_view header(std::string_view name) const {
        return headers ? headers->find(name) : std::string_view{};
    }
    /// The value of a path's parameter, or "" if its route has none of that name.
    [[nodiscard]] std::string_view parameter(std::string_view name) const {
        for (const PathParameter& each : parameters)
            if (each.name == name)
                return each.value;
        return {};
    }
};

/// The rest of a streamed body. The session asks for the next chunk only when the client has taken
/// the one before, and destroys the source when the client goes away.
class ChunkSource {
public:
    virtual ~ChunkSource() = default;
    /// The next chunk, a few hundred kilobytes at most, or nothing at the end. Runs where the
    /// route's handler ran. An empty chunk: there is nothing yet, wait until it is ready, though
    /// not longer than a second.
    [[nodiscard]] virtual std::optional<std::string> next() = 0;
    /// Calls `ready` once, now or later and from any thread, when next() may have something. A
    /// second call replaces the first. A source that is destroyed before does not call it any more.
    virtual void when_ready(std::function<void()> ready) { ready(); }
    /// Whether the last chunk ended within a row: then nothing can be said behind it.
    [[nodiscard]] virtual bool is_within_row() const { return false; }
    /// Whether it ends by itself. A stopping server lets it, as long as the grace allows.
    [[nodiscard]] virtual bool ends_by_itself() const { return true; }
    /// The last chunk of a stream that a stopping server cuts short between two rows; may be empty.
    [[nodiscard]] virtual std::string interrupted() { return {}; }

    /// What has been done for the chunks so far, as Request::work.
    [[nodiscard]] std::uint64_t work() const { return work_; }

protected:
    std::uint64_t work_ = 0; ///< counted by the source
};

inline constexpr std::string_view kJson = "application/json";

/// One answer. With `more`, the body is the first chunk of a stream and is sent chunked.
struct Response {
    unsigned status = 200;
    std::string_view content_type = kJson; ///< of static storage; empty: no such header
    std::string body;
    std::string headers = {}; ///< further ones, as add_header() writes them
    std::unique_ptr<ChunkSource> more;

    /// The value has no line breaks.
    void add_header(std::string_view name, std::string_view value) {
        headers.append("\r\n").append(name).append(": ").append(value);
    }
};

/// What goes wrong before a handler is asked. The caller says how each is answered.
enum class Failure {
    Malformed,       ///< not HTTP
    NeedsTls,        ///< plain HTTP, where TLS is spoken
    UnknownPath,     ///< no route has this path
    UnknownMethod,   ///< a route has the path, with another method
    HeaderTooLarge,  ///< more header bytes than Limits::header_bytes
    BodyTooLarge,    ///< more body bytes than Limits::body_bytes
    MessageTooLarge, ///< more body bytes than the route takes
    Timeout,         ///< the request did not arrive in time
    Overloaded,      ///< too many connections or requests at once
    Internal,        ///< a handler threw
};

} // namespace pemba::http
