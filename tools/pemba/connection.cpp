// Connection: flags before environment before saved context before default.
#include "connection.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

#include "console/file.h"
#include "contexts.h"

namespace pemba::client {
namespace {

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

Result<Context> saved_context(const std::string& name, const std::filesystem::path& file) {
    PEMBA_TRY(Contexts contexts, Contexts::load(file));
    if (!name.empty())
        PEMBA_CHECK_OK(contexts.use(name));
    const Context* current = contexts.current();
    return current == nullptr ? Context{} : *current;
}

Result<std::string> key_of(const ConnectionOptions& options) {
    if (!options.key.empty())
        return options.key;
    if (!options.key_file.empty())
        return key_from_file(options.key_file);
    return from_environment("PEMBA_KEY");
}

std::string first_of(const std::string& flag, const char* variable) {
    return flag.empty() ? from_environment(variable) : flag;
}

// Whom to trust and who one is are a server's own, as its key is: of `saved` only for that server.
TlsFiles tls_of(const TlsFiles& flags, const TlsFiles& saved) {
    TlsFiles files{.ca = first_of(flags.ca, "PEMBA_CA_FILE"),
                   .certificate = first_of(flags.certificate, "PEMBA_CLIENT_CERTIFICATE"),
                   .key = first_of(flags.key, "PEMBA_CLIENT_KEY")};
    if (files.ca.empty())
        files.ca = saved.ca;
    if (files.certificate.empty() && files.key.empty()) {
        files.certificate = saved.certificate;
        files.key = saved.key;
    }
    return files;
}

} // namespace

Result<void> check_tls_files(const TlsFiles& files) {
    if (files.certificate.empty() != files.key.empty())
        return Error{ErrorCode::InvalidArgument,
                     "a client's certificate and its key go together",
                     {{"hint", "say both --client-certificate and --client-key"}}};
    for (const std::string& file : {files.ca, files.certificate, files.key})
        if (!file.empty())
            PEMBA_CHECK_OK(console::read_file(file));
    return {};
}

Result<std::string> endpoint_url(const std::string& text) {
    std::string url = text.find("://") == std::string::npos ? "http://" + text : text;
    if (url.ends_with('/'))
        url.pop_back();
    const bool known_scheme = url.starts_with("http://") || url.starts_with("https://");
    const std::string address = known_scheme ? url.substr(url.find("://") + 3) : "";
    if (address.empty() || address.find_first_of("/ ?#") != std::string::npos)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("`{}` is no endpoint", text),
                     {{"hint", "an endpoint looks like `http://127.0.0.1:8443`"}}};
    return url;
}

Result<std::string> key_from_file(const std::string& path) {
    PEMBA_TRY(const std::string text, console::read_file(path));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        line.erase(std::find(line.begin(), line.end(), '\r'), line.end());
        if (!line.empty() && line.front() != '#')
            return line;
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("`{}` holds no key", path), {}};
}

Result<Connection> connection_of(const ConnectionOptions& options,
                                 const std::filesystem::path& contexts_file) {
    PEMBA_TRY(const Context saved, saved_context(options.context, contexts_file));
    PEMBA_TRY(std::string key, key_of(options));
    std::string endpoint = options.endpoint;
    if (endpoint.empty() && options.context.empty())
        endpoint = from_environment("PEMBA_ENDPOINT");
    // A saved key opens the saved server and is not shown to another one.
    const bool saved_server = endpoint.empty() || endpoint == saved.endpoint;
    if (endpoint.empty())
        endpoint = saved.endpoint.empty() ? kDefaultEndpoint : saved.endpoint;
    if (key.empty() && saved_server)
        key = saved.key;
    std::string store = options.store.empty() ? from_environment("PEMBA_STORE") : options.store;
    if (store.empty() && saved_server)
        store = saved.store;
    PEMBA_TRY(std::string url, endpoint_url(endpoint));
    TlsFiles tls = tls_of(options.tls, saved_server ? saved.tls : TlsFiles{});
    PEMBA_CHECK_OK(check_tls_files(tls));
    return Connection{std::move(url), std::move(key), std::move(store), std::move(tls)};
}

} // namespace pemba::client
