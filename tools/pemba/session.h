// Session: what every command of one run shares: the options before it, the server, how to print.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "client.h"
#include "connection.h"
#include "console/style.h"
#include "pemba/result.h"

namespace pemba::client {

/// What the program says to a shell. Only `permission check`, `validate` and `fga test` say Denied.
enum class ExitStatus : int { Ok = 0, Denied = 1, Failed = 2 };

/// The options that every command takes.
struct GlobalOptions {
    ConnectionOptions connection;
    bool json = false;
    bool zookie = false;
};

class Session {
public:
    explicit Session(GlobalOptions options);

    [[nodiscard]] bool json() const noexcept { return options_.json; }
    [[nodiscard]] const ConnectionOptions& connection() const noexcept {
        return options_.connection;
    }
    /// Of standard output.
    [[nodiscard]] const console::Style& style() const noexcept { return style_; }

    /// Made when first asked for. Errors: InvalidArgument (the options name no server).
    [[nodiscard]] Result<Client*> client();

    /// From now on everything is asked of another store of the server.
    void use_store(const std::string& id);

    /// Posts a request to the server. Errors: those of Client.
    [[nodiscard]] Result<boost::json::object> call(std::string_view path,
                                                   const boost::json::object& request);

    /// Prints an object on one line, for --json.
    void print_json(const boost::json::object& object) const;
    /// Prints the zookie that an answer was computed at, if --zookie asks for it.
    void print_zookie(const boost::json::object& answer, std::string_view field) const;
    /// Prints `zookie TOKEN`, always: a write's.
    void print_written(const std::string& token) const;

private:
    GlobalOptions options_;
    console::Style style_;
    std::unique_ptr<Client> client_;
};

/// What the command line asks for, once it is parsed.
using Command = std::function<Result<ExitStatus>(Session&)>;

} // namespace pemba::client
