// Claims: audience, times, whose it is, then what it opens, in this order.
#include "tokens/claims.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "tokens/json_object.h"

namespace pemba::tokens {

namespace json = boost::json;

namespace {

using Reason = Refusal::Reason;

constexpr std::chrono::seconds kLeeway{60}; ///< that the issuer's clock may be ahead
constexpr double kLatest = 253'402'300'799; ///< the end of the year 9999
constexpr std::size_t kMostNameBytes = 255; // OpenID Connect Core §2

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

// Nothing, if there is no such claim. Fractions of a second are cut off.
Result<std::optional<keys::Seconds>> time_in(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    if (value == nullptr)
        return std::optional<keys::Seconds>{};
    boost::system::error_code error;
    const double seconds = value->to_number<double>(error);
    if (error || !(seconds >= 0 && seconds <= kLatest))
        return invalid(fmt::format("`{}` is no time", name));
    return std::optional(
        keys::Seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds)))));
}

std::optional<Refusal> refused(Reason reason, std::string detail) {
    return Refusal{reason, std::move(detail)};
}

std::optional<Refusal> set_times(keys::Key& key, const json::object& claims, keys::Seconds now) {
    const auto expires = time_in(claims, "exp"), not_before = time_in(claims, "nbf"),
               issued = time_in(claims, "iat");
    for (const auto* time : {&expires, &not_before, &issued})
        if (!*time)
            return refused(Reason::Claims, time->error().message);
    if (!*expires)
        return refused(Reason::Claims, "`exp` is missing");
    key.expires = *expires;
    key.created = issued->value_or(keys::Seconds{});
    if (key.has_expired(now))
        return refused(Reason::Expired, "it has expired");
    if (not_before->value_or(now) > now + kLeeway)
        return refused(Reason::Claims, "it is not valid yet (`nbf`)");
    if (issued->value_or(now) > now + kLeeway)
        return refused(Reason::Claims, "it was issued in the future (`iat`)");
    return {};
}

std::optional<Refusal> check_audience(const json::object& claims, const Issuer& issuer) {
    const auto audiences = texts_of(claims, "aud");
    if (!audiences)
        return refused(Reason::Audience, audiences.error().message);
    const auto is_ours = [&](const std::string& audience) {
        return std::ranges::find(issuer.audiences, audience) != issuer.audiences.end();
    };
    if (std::ranges::none_of(*audiences, is_ours))
        return refused(Reason::Audience, "`aud` has none of this server's audiences");
    return {};
}

std::optional<Refusal> set_name(keys::Key& key, const json::object& claims, const Issuer& issuer) {
    const auto name = text_of(claims, issuer.name_claim);
    if (!name)
        return refused(Reason::Subject, name.error().message);
    const auto is_printable = [](unsigned char c) { return c >= 0x20 && c < 0x7F; };
    if (name->empty() || name->size() > kMostNameBytes || !std::ranges::all_of(*name, is_printable))
        return refused(Reason::Subject,
                       fmt::format("`{}` is not 1 to 255 printable characters", issuer.name_claim));
    key.name = issuer.name + ":" + *name;
    return {};
}

// Of `a b c` or `["a", "b", "c"]`, or both.
Result<std::vector<std::string>> words_in(const json::object& claims, std::string_view name) {
    PEMBA_TRY(const auto texts, texts_of(claims, name));
    std::vector<std::string> words;
    for (const std::string& text : texts) {
        std::istringstream in(text);
        for (std::string word; in >> word;)
            words.push_back(word);
    }
    return words;
}

std::optional<Refusal> set_scopes(keys::Key& key, const json::object& claims,
                                  const Issuer& issuer) {
    if (!claims.contains(issuer.scope_claim)) // then it opens nothing
        return {};
    const auto words = words_in(claims, issuer.scope_claim);
    if (!words)
        return refused(Reason::Claims, words.error().message);
    for (const std::string_view word : *words)
        if (word.starts_with(issuer.scope_prefix))
            if (const auto scope = keys::scope_named(word.substr(issuer.scope_prefix.size())))
                key.scopes.add(*scope);
    return {};
}

// Where the issuer's tokens are limited by a claim, one without it is not unlimited.
std::optional<Refusal> set_limit(std::optional<std::vector<std::string>>& limit,
                                 const json::object& claims,
                                 const std::optional<std::string>& claim) {
    if (!claim)
        return {};
    auto words = words_in(claims, *claim);
    if (!words || words->empty())
        return refused(Reason::Claims,
                       words ? fmt::format("`{}` is empty", *claim) : words.error().message);
    limit = *std::move(words);
    return {};
}

// A token that is bound to a client's key (RFC 7800) counts only with the proof of that key, which
// is not asked for here: without it, it may be stolen. A logout token (OpenID Connect Back-Channel
// Logout §2.4) is told by its `events`.
std::optional<Refusal> check_kind(const json::object& claims) {
    for (const char* name : {"cnf", "events"})
        if (claims.contains(name))
            return refused(Reason::Claims, fmt::format("it has `{}`: it is no bearer token", name));
    return {};
}

} // namespace

std::variant<keys::Key, Refusal> key_of(const json::object& claims, const Issuer& issuer,
                                        keys::Seconds now) {
    keys::Key key;
    auto refusal = check_audience(claims, issuer);
    if (!refusal)
        refusal = check_kind(claims);
    if (!refusal)
        refusal = set_times(key, claims, now);
    if (!refusal)
        refusal = set_name(key, claims, issuer);
    if (!refusal)
        refusal = set_scopes(key, claims, issuer);
    if (!refusal)
        refusal = set_limit(key.stores, claims, issuer.stores_claim);
    if (!refusal)
        refusal = set_limit(key.namespaces, claims, issuer.namespaces_claim);
    if (refusal)
        return *std::move(refusal);
    key.a_second = issuer.a_second;
    return key;
}

} // namespace pemba::tokens
