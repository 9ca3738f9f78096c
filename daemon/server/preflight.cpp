#include "server/preflight.h"

#include <charconv>
#include <filesystem>

#include <arpa/inet.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "keys/key_file.h"
#include "tokens/issuer.h"

namespace pemba::server {
namespace {

namespace fs = std::filesystem;
using Time = http::TlsContext::Time;

// Of the form `https://HOST/maybe/more`, or there is none.
bool is_base_url(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme))
            return text.size() > scheme.size() && text.find_first_of("?# ") == text.npos;
    return text.empty();
}

// An IPv6 address may say which interface it is of.
bool is_ip_address(const std::string& host) {
    in6_addr ignored{};
    return ::inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
           ::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &ignored) == 1;
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

std::string audit_problem(const config::Config& config) {
    std::error_code ignored;
    const fs::path file = config.audit_file;
    const bool is_writable =
        fs::exists(file, ignored)
            ? !fs::is_directory(file, ignored) && ::access(file.c_str(), R_OK | W_OK) == 0
            : is_writable_folder(fs::absolute(file, ignored).parent_path());
    if (file.empty() || is_writable)
        return {};
    return "the audit log `" + file.string() +
           "` cannot be written; check --audit-file, and that its folder is there and belongs to "
           "the user that pembad runs as";
}

std::string key_problem(const config::Config& config) {
    const bool has_file = !config.key_file.empty() || !config.oidc_file.empty();
    if (config.insecure_no_auth)
        return has_file ? "--insecure-no-auth serves everybody, whatever is in the files of "
                          "--key-file and --oidc-file; leave out the one or the others"
                        : "";
    if (config.key_file.empty() && !config.oidc_file.empty())
        return {};
    if (config.key_file.empty())
        return "there is no key to ask for: make a file of keys with `pemba key create` and name "
               "it with --key-file (or say --insecure-no-auth to serve everybody)";
    const auto keys = keys::read_key_file(config.key_file);
    return keys ? std::string() : keys.error().message + "; check --key-file";
}

std::string tls_problem(const config::Config& config) {
    if (config.tls_certificate.empty() != config.tls_key.empty())
        return "a certificate and its key go together; say both --tls-certificate and --tls-key";
    if (config.tls_certificate.empty())
        return config.tls_client_ca.empty() && config.tls_client_crl.empty()
                   ? ""
                   : "--tls-client-ca and --tls-client-crl need TLS; say --tls-certificate and "
                     "--tls-key as well";
    if (config.tls_client_ca.empty() && !config.tls_client_crl.empty())
        return "--tls-client-crl tells which certificates of clients were revoked, and none is "
               "asked for; say --tls-client-ca as well";
    const auto read = http::TlsContext::read(tls_files(config));
    return read.context ? ""
                        : read.error + "; check --tls-certificate, --tls-key, --tls-client-ca and "
                                       "--tls-client-crl";
}

// Keys and answers do not go over a line that others may listen on, unless somebody says so.
std::string exposure_problem(const config::Config& config) {
    const auto address = parse_address(config.listen);
    if (!address || is_loopback(address->host) || config.insecure_no_tls ||
        !config.tls_certificate.empty())
        return {};
    return "`" + config.listen +
           "` can be reached from other machines, and without TLS others can read keys and "
           "answers; say --tls-certificate and --tls-key, or --listen 127.0.0.1:8443 (or "
           "--insecure-no-tls where a proxy in front or a private line does its work)";
}

// What can be told without asking an issuer, whose absence keeps nobody from serving.
std::string issuer_problem(const config::Config& config) {
    if (config.oidc_file.empty())
        return {};
    const auto issuers = tokens::read_issuer_file(config.oidc_file);
    return issuers ? std::string() : issuers.error().message + "; check --oidc-file";
}

std::string renewal(const std::string& file, std::string_view what, Time when) {
    return fmt::format("{} {} {:%FT%TZ}; renew it, then reload", file, what, when);
}

// Of a file that counts until then.
void warn_of_end(std::vector<std::string>& warnings, const std::string& file, Time end, Time now) {
    constexpr std::chrono::hours kWeek{7 * 24};
    if (now >= end)
        warnings.push_back(renewal(file, "has expired at", end));
    else if (now + kWeek >= end)
        warnings.push_back(renewal(file, "expires at", end));
}

} // namespace

bool is_loopback(std::string_view host) {
    return host.starts_with("127.") || host == "::1";
}

http::TlsFiles tls_files(const config::Config& config) {
    return {.certificate = config.tls_certificate,
            .key = config.tls_key,
            .client_ca = config.tls_client_ca,
            .client_crl = config.tls_client_crl};
}

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || colon == 0)
        return {};
    Address address{.host = std::string(text.substr(0, colon))};
    if (address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    const std::string_view port = text.substr(colon + 1);
    const auto [at, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc{} || at != port.data() + port.size() || !is_ip_address(address.host))
        return {};
    return address;
}

std::vector<std::string> find_problems(const config::Config& config) {
    std::vector<std::string> problems;
    if (!parse_address(config.listen))
        problems.push_back("`" + config.listen +
                           "` is not of the form ADDRESS:PORT, where names are no addresses; say "
                           "--listen 127.0.0.1:8443");
    if (!is_base_url(config.base_url))
        problems.push_back("`" + config.base_url +
                           "` is not of the form https://HOST; say --base-url "
                           "https://pemba.example.com");
    for (std::string problem :
         {key_problem(config), issuer_problem(config), tls_problem(config),
          exposure_problem(config), data_problem(config), audit_problem(config)})
        if (!problem.empty())
            problems.push_back(std::move(problem));
    std::error_code ignored;
    if (!config.port_file.empty() &&
        !is_writable_folder(fs::absolute(config.port_file, ignored).parent_path()))
        problems.push_back("cannot write the port to `" + config.port_file +
                           "`; check --port-file");
    return problems;
}

std::vector<std::string> find_warnings(const config::Config& config, Time now) {
    if (config.tls_certificate.empty())
        return {};
    const auto context = http::TlsContext::read(tls_files(config)).context;
    if (!context)
        return {};
    const std::string certificate = "the certificate `" + config.tls_certificate + "`";
    std::vector<std::string> warnings;
    if (now < context->valid_from())
        warnings.push_back(renewal(certificate, "is not valid before", context->valid_from()));
    else
        warn_of_end(warnings, certificate, context->expires(), now);
    if (const auto end = context->crl_expires())
        warn_of_end(warnings, "the list of revoked certificates `" + config.tls_client_crl + "`",
                    *end, now);
    return warnings;
}

} // namespace pemba::server
