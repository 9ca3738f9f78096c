// The table of methods and the life cycle.
#include "lsp/server.h"

#include <algorithm>

namespace pemba::schema::lsp {

const Server::Request Server::kRequests[] = {
    {"initialize", &Server::initialize},
    {"shutdown", &Server::shut_down},
    {"textDocument/hover", &Server::hover},
    {"textDocument/definition", &Server::definition},
    {"textDocument/references", &Server::references},
    {"textDocument/documentSymbol", &Server::document_symbols},
    {"textDocument/formatting", &Server::formatting},
    {"textDocument/completion", &Server::completion},
    {"textDocument/codeAction", &Server::code_actions},
};

const Server::Notification Server::kNotifications[] = {
    {"initialized", &Server::ignore},          {"exit", &Server::exit},
    {"textDocument/didOpen", &Server::open},   {"textDocument/didChange", &Server::change},
    {"textDocument/didSave", &Server::ignore}, {"textDocument/didClose", &Server::close},
};

namespace {

/// The first of the client's encodings that is known here; UTF-16 is what all have.
Encoding chosen_encoding(const json::value& params) {
    const json::value* offered = find(params, "/capabilities/general/positionEncodings");
    if (offered == nullptr || !offered->is_array())
        return Encoding::Utf16;
    for (const json::value& encoding : offered->get_array()) {
        if (encoding == "utf-8")
            return Encoding::Utf8;
        if (encoding == "utf-16")
            break;
    }
    return Encoding::Utf16;
}

json::object capabilities(Encoding encoding) {
    constexpr int kIncremental = 2;
    return {
        {"positionEncoding", encoding == Encoding::Utf8 ? "utf-8" : "utf-16"},
        {"textDocumentSync", {{"openClose", true}, {"change", kIncremental}}},
        {"hoverProvider", true},
        {"definitionProvider", true},
        {"referencesProvider", true},
        {"documentSymbolProvider", true},
        {"documentFormattingProvider", true},
        {"completionProvider",
         {{"triggerCharacters", json::array{":", "|", "#", ">", ".", "+", "&", "-", "=", "("}}}},
        {"codeActionProvider", {{"codeActionKinds", json::array{"quickfix"}}}},
    };
}

} // namespace

std::vector<std::string> Server::handle(std::string_view text) {
    outgoing_.clear();
    const auto read = read_message(text);
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        outgoing_.push_back(response(refusal->id, refusal->failure));
        return std::move(outgoing_);
    }
    const Message& message = std::get<Message>(read);
    if (message.method.empty()) // an answer; nothing was asked
        return {};
    if (message.is_request) {
        Answer result = answer(message);
        outgoing_.push_back(response(message.id, std::move(result)));
    } else {
        notice(message);
    }
    return std::move(outgoing_);
}

std::string Server::answer_to_broken_frame(const std::string& fault) {
    return response(nullptr, Failure{FailureCode::ParseError, fault});
}

Answer Server::answer(const Message& message) {
    const bool is_initialize = message.method == "initialize";
    if (state_ == State::Fresh && !is_initialize)
        return Failure{FailureCode::ServerNotInitialized, "`initialize` comes first"};
    if (state_ == State::ShutDown)
        return Failure{FailureCode::InvalidRequest, "after `shutdown` nothing comes but `exit`"};
    if (state_ == State::Running && is_initialize)
        return Failure{FailureCode::InvalidRequest, "`initialize` came before"};
    const auto* method = std::ranges::find(kRequests, message.method, &Request::method);
    if (method == std::end(kRequests))
        return Failure{FailureCode::MethodNotFound, "unknown method `" + message.method + "`"};
    return (this->*method->run)(message.params);
}

/// Notifications have no answer: what is unknown or comes at the wrong time is dropped.
void Server::notice(const Message& message) {
    if (state_ != State::Running && message.method != "exit")
        return;
    const auto* method = std::ranges::find(kNotifications, message.method, &Notification::method);
    if (method != std::end(kNotifications))
        (this->*method->run)(message.params);
}

Answer Server::initialize(const json::value& params) {
    documents_.set_encoding(chosen_encoding(params));
    state_ = State::Running;
    return json::object{{"capabilities", capabilities(documents_.encoding())},
                        {"serverInfo", {{"name", "pembac"}, {"version", view(version_)}}}};
}

Answer Server::shut_down(const json::value&) {
    state_ = State::ShutDown;
    return nullptr;
}

void Server::exit(const json::value&) {
    exit_status_ = state_ == State::ShutDown ? 0 : 1;
}

} // namespace pemba::schema::lsp
