// Session: connects late, prints what all commands print alike.
#include "session.h"

#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "contexts.h"
#include "messages/messages.h"

namespace pemba::client {

using namespace messages;

Session::Session(GlobalOptions options)
    : options_(std::move(options)), style_(console::Style::of(stdout)) {}

Result<Client*> Session::client() {
    if (client_ == nullptr) {
        PEMBA_TRY(Connection connection,
                  connection_of(options_.connection, Contexts::default_path()));
        client_ = std::make_unique<Client>(std::move(connection));
    }
    return client_.get();
}

void Session::use_store(const std::string& id) {
    options_.connection.store = id;
    client_.reset(); // it belongs to the store it was made for
}

Result<boost::json::object> Session::call(std::string_view path,
                                          const boost::json::object& request) {
    PEMBA_TRY(Client * server, client());
    return server->call(path, request);
}

void Session::print_json(const boost::json::object& object) const {
    fmt::print("{}\n", boost::json::serialize(object));
}

void Session::print_zookie(const boost::json::object& answer, std::string_view field) const {
    if (options_.zookie && !options_.json)
        print_written(zookie_of(answer, field));
}

void Session::print_written(const std::string& token) const {
    fmt::print("{} {}\n", style_.quiet("zookie"), token);
}

} // namespace pemba::client
