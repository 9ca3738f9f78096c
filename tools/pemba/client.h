// Client: calls of Pemba's HTTP/JSON API, unary and streamed, over one kept-alive connection.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "connection.h"
#include "pemba/result.h"

namespace pemba::client {

/// One server. Connects with the first call. Not thread-safe.
class Client {
public:
    explicit Client(Connection connection);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Posts a request and returns the answer. Errors: what the server refused (failure.h), or
    /// StoreFailed with a hint if there is no server or the connection broke.
    [[nodiscard]] Result<boost::json::object> call(std::string_view path,
                                                   const boost::json::object& request);

    /// The same of a resource that is read with GET; `query` is what stands behind `?`.
    using Query = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] Result<boost::json::object> get(std::string_view path, const Query& query = {});

    /// Posts a request and hands over each `result` of the answer's lines as it comes. After an
    /// error the results that came before it have been handed over.
    [[nodiscard]] Result<void>
    stream(std::string_view path, const boost::json::object& request,
           const std::function<void(const boost::json::object&)>& on_result);

    /// The same for a stream that may be silent for days, until `on_result` says false. A last line
    /// that was cut off is not handed over. Errors: also StoreFailed if the stream ends by itself.
    [[nodiscard]] Result<void>
    follow(std::string_view path, const boost::json::object& request,
           const std::function<bool(const boost::json::object&)>& on_result);

    /// The store that is asked; empty: the default one.
    [[nodiscard]] const std::string& store() const noexcept;

private:
    class Transport; // keeps the HTTP library out of this header

    std::unique_ptr<Transport> transport_;
};

} // namespace pemba::client
