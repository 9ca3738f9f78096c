// ServedStore: every route of pembad over small stores, in this process and without a connection.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

    /// Begins new stores when these have become large or one was deleted: before each input.
    void renew();

    /// Answers as a session does, as far as a stream has something to say at once.
    std::string answer(const http::ReceivedRequest& received) { return ask(*all_, received); }
    std::string answer(std::string_view method, const std::string& target, const std::string& body);

    /// Answers who has a key for no namespace that there is. Aborts if that changes a tuple, says
    /// yes or tells of what is stored.
    void answer_stranger(std::string_view method, const std::string& target,
                         const std::string& body);

    /// A text with these stores' ids in place of a path's parameters, such as `{store_id}`, and a
    /// token of the default store in place of `{zookie}`.
    [[nodiscard]] std::string with_ids(std::string text) const;
    [[nodiscard]] const std::vector<http::Route>& routes() const { return all_->routes(); }

private:
    void open();
    void fill();
    std::string ask(const http::Router& router, const http::ReceivedRequest& received);
    [[nodiscard]] std::vector<RelationTuple> tuples() const;

    std::unique_ptr<TempStore> folder_;
    std::unique_ptr<Database> database_;
    log::Log log_{log::Level::Error, log::Format::Text};
    api::Access without_keys_, with_keys_;
    std::unique_ptr<metrics::Metrics> metrics_;
    std::vector<std::unique_ptr<api::Service>> services_;
    std::unique_ptr<api::Health> health_;
    std::unique_ptr<http::Router> all_, guarded_; ///< without keys, and with them
    std::map<std::string, std::string> ids_;      ///< by the parameter's name, or `zookie`
    std::string secret_;                          ///< an object's id that is in no request
    std::size_t answered_ = 0;
};

} // namespace pemba::testing
