#include "server/preflight.h"

#include <charconv>
#include <filesystem>

#include <unistd.h>

#include "keys/key_file.h"
#include "tokens/issuer.h"

namespace pemba::server {
namespace {

namespace fs = std::filesystem;

// Of the form `https://HOST/maybe/more`, or there is none.
bool is_base_url(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme))
            return text.size() > scheme.size() && text.find_first_of("?# ") == text.npos;
    return text.empty();
}

bool is_writable_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) && ::access(path.c_str(), W_OK | X_OK) == 0;
}

// The nearest folder above that is there: the others would be made.
fs::path existing_part(fs::path path) {
    std::error_code ignored;
    path = fs::absolute(path, ignored);
    while (!fs::exists(path, ignored) && path.has_relative_path())
        path = path.parent_path();
    return path;
}

std::string data_problem(const config::Config& config) {
    std::error_code ignored;
    if (!config.create && !fs::exists(config.data, ignored))
        return "there is no store in `" + config.data + "`; check --data, or say --create";
    const fs::path folder = existing_part(config.data);
    if (!is_writable_folder(folder))
        return "`" + folder.string() +
               "` is not a folder that this user may write to; check "
               "--data, or give it to the user that pembad runs as";
    return {};
}

std::string key_problem(const config::Config& config) {
    if (config.insecure_no_auth)
        return {};
    if (config.key_file.empty() && !config.oidc_file.empty())
        return {};
    if (config.key_file.empty())
        return "there is no key to ask for: make a file of keys with `pemba key create` and name "
               "it with --key-file (or say --insecure-no-auth to serve everybody)";
    const auto keys = keys::read_key_file(config.key_file);
    return keys ? std::string() : keys.error().message + "; check --key-file";
}

// What can be told without asking an issuer, whose absence keeps nobody from serving.
std::string issuer_problem(const config::Config& config) {
    if (config.oidc_file.empty())
        return {};
    const auto issuers = tokens::read_issuer_file(config.oidc_file);
    return issuers ? std::string() : issuers.error().message + "; check --oidc-file";
}

} // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || colon == 0)
        return {};
    Address address{.host = std::string(text.substr(0, colon))};
    if (address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    const std::string_view port = text.substr(colon + 1);
    const auto [at, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc{} || at != port.data() + port.size())
        return {};
    return address;
}

std::vector<std::string> find_problems(const config::Config& config) {
    std::vector<std::string> problems;
    if (!parse_address(config.listen))
        problems.push_back("`" + config.listen +
                           "` is not of the form ADDRESS:PORT; say --listen 127.0.0.1:8443");
    if (!is_base_url(config.base_url))
        problems.push_back("`" + config.base_url +
                           "` is not of the form https://HOST; say --base-url "
                           "https://pemba.example.com");
    for (std::string problem : {key_problem(config), issuer_problem(config), data_problem(config)})
        if (!problem.empty())
            problems.push_back(std::move(problem));
    std::error_code ignored;
    if (!config.port_file.empty() &&
        !is_writable_folder(fs::absolute(config.port_file, ignored).parent_path()))
        problems.push_back("cannot write the port to `" + config.port_file +
                           "`; check --port-file");
    return problems;
}

} // namespace pemba::server
