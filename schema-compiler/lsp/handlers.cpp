// What each method reads from its parameters, and whom it asks.
#include "lsp/features.h"
#include "lsp/server.h"

namespace pemba::schema::lsp {

namespace {

std::optional<EditorPosition> read_position(const json::value& value, const std::string& pointer) {
    const std::int64_t* line = find_count(value, pointer + "/line");
    const std::int64_t* character = find_count(value, pointer + "/character");
    if (line == nullptr || character == nullptr)
        return std::nullopt;
    constexpr std::int64_t kMax = 0x7FFFFFFF; // of the protocol's `uinteger`
    return EditorPosition{static_cast<std::uint32_t>(std::min(*line, kMax)),
                          static_cast<std::uint32_t>(std::min(*character, kMax))};
}

std::optional<Change::Range> read_range(const json::value& value, const std::string& pointer) {
    const auto start = read_position(value, pointer + "/start");
    const auto end = read_position(value, pointer + "/end");
    if (!start || !end)
        return std::nullopt;
    return Change::Range{*start, *end};
}

/// Nothing if one of the changes is malformed: then none is made.
std::optional<std::vector<Change>> read_changes(const json::value& params) {
    const json::value* array = find(params, "/contentChanges");
    if (array == nullptr || !array->is_array())
        return std::nullopt;
    std::vector<Change> changes;
    for (const json::value& value : array->get_array()) {
        const json::string* text = find_string(value, "/text");
        auto range = read_range(value, "/range");
        if (text == nullptr || (!range && find(value, "/range") != nullptr))
            return std::nullopt;
        changes.push_back({range, std::string(view(*text))});
    }
    return changes;
}

std::string read_uri(const json::value& params) {
    const json::string* uri = find_string(params, "/textDocument/uri");
    return uri == nullptr ? std::string() : std::string(view(*uri));
}

std::int64_t read_version(const json::value& params) {
    const json::value* version = find(params, "/textDocument/version");
    return version != nullptr && version->is_int64() ? version->get_int64() : 0;
}

} // namespace

// Texts.

void Server::open(const json::value& params) {
    const std::string uri = read_uri(params);
    const json::string* text = find_string(params, "/textDocument/text");
    if (uri.empty() || text == nullptr)
        return complain("`textDocument/didOpen` without `uri` or `text`");
    const auto opened = documents_.open(uri, read_version(params), std::string(view(*text)));
    if (!opened)
        return complain(opened.error().message);
    publish(uri);
    publish_importers_of(uri);
}

void Server::change(const json::value& params) {
    const std::string uri = read_uri(params);
    const auto changes = read_changes(params);
    if (!changes)
        return complain("`textDocument/didChange` of `" + uri + "` with malformed changes");
    const bool was_open = documents_.find(uri) != nullptr;
    const auto changed = documents_.change(uri, read_version(params), *changes);
    if (!changed) {
        if (was_open)
            publish_nothing(uri);
        return complain(changed.error().message);
    }
    publish(uri);
    publish_importers_of(uri);
}

void Server::close(const json::value& params) {
    const std::string uri = read_uri(params);
    if (!documents_.close(uri))
        return complain("`" + uri + "` is not open");
    publish_nothing(uri);
    publish_importers_of(uri);
}

void Server::publish_nothing(const std::string& uri) {
    outgoing_.push_back(
        notification("textDocument/publishDiagnostics",
                     json::object{{"uri", view(uri)}, {"diagnostics", json::array()}}));
}

void Server::publish(const std::string& uri) {
    const Document& document = *documents_.find(uri);
    outgoing_.push_back(
        notification("textDocument/publishDiagnostics",
                     json::object{{"uri", view(uri)},
                                  {"version", document.version},
                                  {"diagnostics", lsp::diagnostics(*document.analysis)}}));
}

void Server::publish_importers_of(const std::string& uri) {
    for (const std::string& importer : documents_.refresh_importers_of(uri))
        publish(importer);
}

/// What a notification cannot be answered goes to the editor's log.
void Server::complain(const std::string& message) {
    constexpr int kWarning = 2;
    outgoing_.push_back(notification("window/logMessage",
                                     json::object{{"type", kWarning}, {"message", view(message)}}));
}

// Questions about a text.

Answer Server::ask(const json::value& params, const Question& question) const {
    const std::string uri = read_uri(params);
    if (uri.empty())
        return Failure{FailureCode::InvalidParams, "`textDocument` has no `uri`"};
    const Document* document = documents_.find(uri);
    if (document == nullptr)
        return Failure{FailureCode::InvalidParams, "`" + uri + "` is not open"};
    return question(*document->analysis);
}

Answer Server::ask_at(const json::value& params, const PlacedQuestion& question) const {
    const auto position = read_position(params, "/position");
    if (!position)
        return Failure{FailureCode::InvalidParams, "`position` has no `line` or `character`"};
    return ask(params, [&](const Analysis& analysis) {
        return question(analysis, analysis.offset(*position));
    });
}

Answer Server::hover(const json::value& params) {
    return ask_at(params, lsp::hover);
}

Answer Server::definition(const json::value& params) {
    return ask_at(params, lsp::definition);
}

Answer Server::references(const json::value& params) {
    const json::value* wanted = find(params, "/context/includeDeclaration");
    const bool with_declaration = wanted != nullptr && *wanted == true;
    return ask_at(params, [&](const Analysis& analysis, std::uint32_t offset) {
        return lsp::references(analysis, offset, with_declaration);
    });
}

Answer Server::document_symbols(const json::value& params) {
    return ask(params, lsp::document_symbols);
}

Answer Server::formatting(const json::value& params) {
    return ask(params, lsp::formatting);
}

Answer Server::completion(const json::value& params) {
    return ask_at(params, lsp::completion);
}

Answer Server::code_actions(const json::value& params) {
    const auto range = read_range(params, "/range");
    if (!range)
        return Failure{FailureCode::InvalidParams, "`range` has no `start` or `end`"};
    return ask(params, [&](const Analysis& analysis) {
        return lsp::code_actions(analysis,
                                 {analysis.offset(range->start), analysis.offset(range->end)});
    });
}

} // namespace pemba::schema::lsp
