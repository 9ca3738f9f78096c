// ServedStore: every route of pembad over a small store, in this process and without a connection.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/routes.h"
#include "http/received_request.h"
#include "support/temp_store.h"

namespace pemba::testing {

/// What every answer must be is checked here: it aborts on an answer that says that the server is
/// at fault, and on JSON that is none. Used by one thread.
class ServedStore {
public:
    ServedStore();
    ~ServedStore();

    /// Answers as a session does, as far as a stream has something to say at once. Begins a new
    /// store when this one has become large.
    std::string answer(const http::ReceivedRequest& received);
    std::string answer(std::string_view method, const std::string& target, std::string body);

    /// A route's path with the ids of this store in place of its parameters.
    [[nodiscard]] std::string with_ids(std::string path) const;
    [[nodiscard]] const std::vector<http::Route>& routes() const { return router_->routes(); }

private:
    void open();
    void fill();
    std::string ask(const http::Router::Found& found, http::Request& request);

    std::unique_ptr<TempStore> folder_;
    std::unique_ptr<Database> database_;
    log::Log log_{log::Level::Error, log::Format::Text};
    api::Access access_;
    std::unique_ptr<metrics::Metrics> metrics_;
    std::unique_ptr<api::Service> service_;
    std::unique_ptr<api::Health> health_;
    std::unique_ptr<http::Router> router_;
    std::map<std::string, std::string> ids_; ///< by the parameter's name
    std::size_t answered_ = 0;
};

} // namespace pemba::testing
