// Fetch: cpp-httplib, with a bound on everything.
#include "tokens/fetch.h"

#include <chrono>

#include <fmt/format.h>
#include <httplib.h>

#include "keys/trusted_file.h"
#include "tokens/json_object.h"

namespace pemba::tokens {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr std::chrono::seconds kPatience{5};    // of a step: to connect, to send, to receive
constexpr std::chrono::seconds kAltogether{15}; // for a body, however it trickles in

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

struct Split {
    std::string server; // https://HOST:PORT
    std::string target; // with the query
};

Split split(const std::string& url) {
    const std::size_t path = url.find_first_of("/?", url.find("://") + 3);
    if (path == url.npos)
        return {url, "/"};
    return {url.substr(0, path), (url[path] == '?' ? "/" : "") + url.substr(path)};
}

void configure(httplib::Client& client, const std::string& ca_file) {
    client.set_connection_timeout(kPatience);
    client.set_read_timeout(kPatience);
    client.set_write_timeout(kPatience);
    client.set_follow_location(false);
    client.set_decompress(false); // nor is anything compressed asked for
    client.enable_server_certificate_verification(true);
    if (!ca_file.empty())
        client.set_ca_cert_path(ca_file);
}

Result<std::string> answer_of(httplib::Client& client, const std::string& target,
                              const std::stop_token& stop) {
    std::string body;
    const auto end = Clock::now() + kAltogether;
    const auto take = [&](const char* data, std::size_t size) {
        body.append(data, std::min(size, kMostBytes + 1 - body.size()));
        return body.size() <= kMostBytes && Clock::now() < end && !stop.stop_requested();
    };
    const httplib::Result result = client.Get(target, take);
    if (body.size() > kMostBytes)
        return invalid("the answer is larger than 1 MiB");
    if (!result)
        return invalid("no answer: " + httplib::to_string(result.error()));
    if (result->status != 200)
        return invalid(fmt::format("the answer is {}, not 200", result->status));
    return body;
}

Result<std::string> fetch(const std::string& url, const std::string& ca_file,
                          const std::stop_token& stop) {
    const auto [server, target] = split(url);
    try {
        httplib::Client client(server);
        if (!client.is_valid())
            return invalid(
                fmt::format("cannot ask `{}`: no URL, or `ca-file` cannot be read", url));
        configure(client, ca_file);
        const std::stop_callback end(stop, [&] { client.stop(); });
        auto answer = answer_of(client, target, stop);
        if (!answer)
            return std::move(answer).error().with_context(fmt::format("`{}`", url));
        return answer;
    } catch (const std::exception& error) { // of a port that is no number
        return invalid(fmt::format("cannot ask `{}`: {}", url, error.what()));
    }
}

std::string discovery_url(std::string issuer) {
    if (issuer.ends_with('/'))
        issuer.pop_back();
    return issuer + "/.well-known/openid-configuration";
}

Result<std::string> discover(const Issuer& issuer, const std::stop_token& stop) {
    const std::string url = discovery_url(issuer.url);
    PEMBA_TRY(const std::string text, fetch(url, issuer.ca_file, stop));
    const auto place = [&](Error error) {
        return std::move(error).with_context(fmt::format("`{}`", url));
    };
    auto document = parse_object(text);
    if (!document)
        return place(std::move(document).error());
    const auto name = text_of(*document, "issuer"), keys = text_of(*document, "jwks_uri");
    if (!name || *name != issuer.url)
        return place(invalid("its `issuer` is not the one that was asked for"));
    if (!keys || !is_fetchable(*keys, issuer.url))
        return place(invalid("its `jwks_uri` is no https://… to fetch keys from"));
    return *keys;
}

} // namespace

Result<std::string> fetch_keys(const Issuer& issuer, const std::stop_token& stop) {
    if (const auto* file = std::get_if<KeysFile>(&issuer.keys))
        return keys::read_trusted_file(file->path);
    if (const auto* named = std::get_if<KeysUrl>(&issuer.keys))
        return fetch(named->url, issuer.ca_file, stop);
    PEMBA_TRY(const std::string url, discover(issuer, stop));
    return fetch(url, issuer.ca_file, stop);
}

} // namespace pemba::tokens
