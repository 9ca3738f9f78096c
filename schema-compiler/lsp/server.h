// Server: messages of an editor in, messages to it out. Knows nothing of streams.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/documents.h"
#include "lsp/json_rpc.h"

namespace pemba::schema::lsp {

/// The life cycle of the protocol, and its methods. Not thread-safe.
class Server {
public:
    /// `version` is what the editor is told of this program.
    explicit Server(std::string version) : version_(std::move(version)) {}

    /// Takes a message and returns what is to be sent, in this order. Whatever the message is, a
    /// request is answered once.
    [[nodiscard]] std::vector<std::string> handle(std::string_view text);
    /// What to send where the stream has no message.
    [[nodiscard]] static std::string answer_to_broken_frame(const std::string& fault);

    /// Set once the editor has said `exit`: 0 if it said `shutdown` before, otherwise 1.
    [[nodiscard]] std::optional<int> exit_status() const { return exit_status_; }

private:
    enum class State { Fresh, Running, ShutDown };

    struct Request {
        std::string_view method;
        Answer (Server::*run)(const json::value& params);
    };
    struct Notification {
        std::string_view method;
        void (Server::*run)(const json::value& params);
    };
    static const Request kRequests[];
    static const Notification kNotifications[];

    [[nodiscard]] Answer answer(const Message& message);
    void notice(const Message& message);

    // The life cycle.
    Answer initialize(const json::value& params);
    Answer shut_down(const json::value& params);
    void exit(const json::value& params);
    void ignore(const json::value&) {}

    // Texts.
    void open(const json::value& params);
    void change(const json::value& params);
    void close(const json::value& params);
    void publish(const std::string& uri);
    void publish_nothing(const std::string& uri);
    void publish_importers_of(const std::string& uri);
    void complain(const std::string& message);

    // Questions about a text.
    Answer hover(const json::value& params);
    Answer definition(const json::value& params);
    Answer references(const json::value& params);
    Answer document_symbols(const json::value& params);
    Answer formatting(const json::value& params);
    Answer completion(const json::value& params);
    Answer code_actions(const json::value& params);

    using Question = std::function<json::value(const Analysis&)>;
    using PlacedQuestion = std::function<json::value(const Analysis&, std::uint32_t offset)>;
    /// Asks about the text of `/textDocument/uri`, and the place of `/position`.
    [[nodiscard]] Answer ask(const json::value& params, const Question& question) const;
    [[nodiscard]] Answer ask_at(const json::value& params, const PlacedQuestion& question) const;

    std::string version_;
    State state_ = State::Fresh;
    std::optional<int> exit_status_;
    Documents documents_;
    std::vector<std::string> outgoing_;
};

} // namespace pemba::schema::lsp
