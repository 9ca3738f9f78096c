// Issuer: TOML to issuers.
#include "tokens/issuer.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "keys/key_file.h"
#include "keys/toml_entries.h"
#include "keys/trusted_file.h"

namespace pemba::tokens {
namespace {

constexpr std::size_t kMostIssuers = 16;
constexpr std::int64_t kMostSeconds = 30 * 86'400;
constexpr std::array kFields{"name",
                             "url",
                             "audiences",
                             "jwks-url",
                             "jwks-file",
                             "ca-file",
                             "algorithms",
                             "name-claim",
                             "scope-claim",
                             "scope-prefix",
                             "stores-claim",
                             "namespaces-claim",
                             "requests-a-second",
                             "tuple-reads-a-second",
                             "refresh-interval",
                             "retry-interval",
                             "max-key-age"};

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

Result<std::string> text_of(const toml::table& entry, std::string_view field) {
    const auto text = entry[field].value_exact<std::string>();
    if (text && !text->empty())
        return *text;
    return invalid(fmt::format("`{}` is missing, empty or no text", field));
}

// Sets what the entry has; what it does not have stays as it is.
Result<void> set_text(std::string& to, const toml::table& entry, std::string_view field) {
    if (entry.contains(field)) {
        PEMBA_TRY(to, text_of(entry, field));
    }
    return {};
}

Result<void> set_text(std::optional<std::string>& to, const toml::table& entry,
                      std::string_view field) {
    if (entry.contains(field)) {
        PEMBA_TRY(to, text_of(entry, field));
    }
    return {};
}

Result<void> set_seconds(std::chrono::seconds& to, const toml::table& entry,
                         std::string_view field) {
    if (!entry.contains(field))
        return {};
    const auto number = entry[field].value_exact<std::int64_t>();
    if (!number || *number < 1 || *number > kMostSeconds)
        return invalid(
            fmt::format("`{}` is no number of seconds from 1 to {}", field, kMostSeconds));
    to = std::chrono::seconds(*number);
    return {};
}

Result<std::vector<std::string>> texts_of(const toml::table& entry, std::string_view field) {
    const toml::array* array = entry[field].as_array();
    if (array == nullptr || array->empty())
        return invalid(fmt::format("`{}` is no list of at least one text", field));
    std::vector<std::string> texts;
    for (const toml::node& node : *array) {
        const auto text = node.value_exact<std::string>();
        if (!text || text->empty())
            return invalid(fmt::format("`{}` has something else than texts", field));
        texts.push_back(*text);
    }
    return texts;
}

Result<void> set_algorithms(std::vector<Algorithm>& to, const toml::table& entry) {
    if (!entry.contains("algorithms"))
        return {};
    PEMBA_TRY(const auto names, texts_of(entry, "algorithms"));
    to.clear();
    for (const std::string& name : names) {
        const auto algorithm = algorithm_named(name);
        if (!algorithm) {
            std::vector<std::string_view> known;
            std::ranges::transform(all_algorithms(), std::back_inserter(known), name_of);
            return invalid(fmt::format("there is no algorithm `{}`; there are `{}`", name,
                                       fmt::join(known, "`, `")));
        }
        to.push_back(*algorithm);
    }
    return {};
}

Result<KeysPlace> place_of(const toml::table& entry, const std::string& origin) {
    if (entry.contains("jwks-url") && entry.contains("jwks-file"))
        return invalid("`jwks-url` and `jwks-file` both say where the keys are");
    if (entry.contains("jwks-file")) {
        PEMBA_TRY(std::string path, text_of(entry, "jwks-file"));
        return KeysPlace(KeysFile{std::move(path)});
    }
    if (entry.contains("jwks-url")) {
        PEMBA_TRY(std::string url, text_of(entry, "jwks-url"));
        if (!is_fetchable(url, url))
            return invalid("`jwks-url` is not https://…, nor http://… on this machine");
        return KeysPlace(KeysUrl{std::move(url)});
    }
    if (!is_fetchable(origin, origin))
        return invalid("`url` is not https://…, nor http://… on this machine; name `jwks-url` or "
                       "`jwks-file`");
    return KeysPlace(Discovered{});
}

Result<void> set_claims(Issuer& issuer, const toml::table& entry) {
    PEMBA_CHECK_OK(set_text(issuer.name_claim, entry, "name-claim"));
    PEMBA_CHECK_OK(set_text(issuer.scope_claim, entry, "scope-claim"));
    PEMBA_CHECK_OK(set_text(issuer.scope_prefix, entry, "scope-prefix"));
    PEMBA_CHECK_OK(set_text(issuer.stores_claim, entry, "stores-claim"));
    return set_text(issuer.namespaces_claim, entry, "namespaces-claim");
}

Result<void> set_times(Issuer& issuer, const toml::table& entry) {
    PEMBA_CHECK_OK(set_seconds(issuer.refresh_interval, entry, "refresh-interval"));
    PEMBA_CHECK_OK(set_seconds(issuer.retry_interval, entry, "retry-interval"));
    PEMBA_CHECK_OK(set_seconds(issuer.max_key_age, entry, "max-key-age"));
    if (issuer.max_key_age <= issuer.refresh_interval)
        return invalid("`max-key-age` is not longer than `refresh-interval`: keys would end "
                       "before new ones are fetched");
    return {};
}

Result<Issuer> issuer_of(const toml::table& entry) {
    PEMBA_CHECK_OK(keys::expect_known_fields(entry, kFields));
    Issuer issuer;
    PEMBA_TRY(issuer.name, text_of(entry, "name"));
    if (!keys::is_key_name(issuer.name))
        return invalid("`name` is not 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    PEMBA_TRY(issuer.url, text_of(entry, "url"));
    PEMBA_TRY(issuer.audiences, texts_of(entry, "audiences"));
    PEMBA_TRY(issuer.keys, place_of(entry, issuer.url));
    PEMBA_CHECK_OK(set_text(issuer.ca_file, entry, "ca-file"));
    PEMBA_CHECK_OK(set_algorithms(issuer.algorithms, entry));
    PEMBA_CHECK_OK(set_claims(issuer, entry));
    PEMBA_TRY(issuer.a_second, keys::quota_in(entry));
    PEMBA_CHECK_OK(set_times(issuer, entry));
    return issuer;
}

bool is_on_this_machine(std::string_view url) {
    for (const std::string_view host : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
        if (!url.starts_with(host))
            continue;
        const std::string_view rest = url.substr(host.size());
        if (rest.empty() || rest.front() == ':' || rest.front() == '/')
            return true;
    }
    return false;
}

} // namespace

bool is_fetchable(std::string_view url, std::string_view origin) {
    constexpr std::string_view kHttps = "https://";
    if (url.find_first_of(" @#\r\n\t\\") != url.npos) // no user, no fragment, nothing to split at
        return false;
    if (url.starts_with(kHttps))
        return url.size() > kHttps.size() && url[kHttps.size()] != '/';
    return is_on_this_machine(url) && is_on_this_machine(origin);
}

Result<std::vector<Issuer>> parse_issuers(std::string_view text) {
    std::vector<Issuer> issuers;
    PEMBA_CHECK_OK(
        keys::for_each_entry(text, "issuer", "", [&](const toml::table& entry) -> Result<void> {
            PEMBA_TRY(Issuer issuer, issuer_of(entry));
            for (const Issuer& other : issuers)
                if (other.name == issuer.name || other.url == issuer.url)
                    return invalid("an issuer of this name or URL stands there twice");
            issuers.push_back(std::move(issuer));
            return {};
        }));
    if (issuers.empty() || issuers.size() > kMostIssuers)
        return invalid(fmt::format("there are not 1 to {} `[[issuer]]`", kMostIssuers));
    return issuers;
}

Result<std::vector<Issuer>> read_issuer_file(const std::filesystem::path& file) {
    PEMBA_TRY(const std::string text, keys::read_trusted_file(file));
    auto issuers = parse_issuers(text);
    if (!issuers)
        return std::move(issuers).error().with_context("`" + file.string() + "`");
    return issuers;
}

} // namespace pemba::tokens
