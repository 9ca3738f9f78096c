// Verifier: form, issuer, key, signature, claims, in this order.
#include "tokens/verifier.h"

#include <algorithm>

#include <fmt/format.h>

#include "tokens/claims.h"
#include "tokens/json_object.h"

namespace pemba::tokens {
namespace {

using Reason = Refusal::Reason;

std::shared_ptr<const keys::Key> key_in(std::shared_ptr<const VerifiedToken> token) {
    const keys::Key* const key = &token->key;
    return {std::move(token), key};
}

// With the `kid` that is missed, which is what an operator needs, but not more of a token.
Refusal unknown_key(const SignedToken& token, const Issuer& issuer) {
    constexpr std::size_t kShown = 64;
    return {Reason::Token,
            fmt::format("issuer `{}` has no key `{}` for {}", issuer.name,
                        std::string_view(token.kid).substr(0, kShown), name_of(token.algorithm))};
}

} // namespace

Verifier::Verifier(std::vector<Issuer> issuers, log::Log& log) {
    for (Issuer& issuer : issuers)
        providers_.push_back(std::make_unique<Provider>(std::move(issuer), log));
}

Verified Verifier::verify(std::string_view token, keys::Seconds now) {
    const keys::Hash hash = keys::hash_of(token);
    if (auto known = remembered_.find(hash); known && known->keeper->counts(known->version, now)) {
        if (!known->key.has_expired(now))
            return key_in(std::move(known));
        ++refused_;
        return Refusal{Reason::Expired, "it has expired"};
    }
    Verified verified = verify_anew(token, hash, now);
    ++(std::holds_alternative<Refusal>(verified) ? refused_ : verified_);
    return verified;
}

Verified Verifier::verify_anew(std::string_view text, const keys::Hash& hash, keys::Seconds now) {
    const auto token = SignedToken::parse(text);
    if (!token)
        return Refusal{Reason::Token, token.error().message};
    const auto url = text_of(token->claims, "iss");
    Provider* const provider = url ? provider_of(*url) : nullptr;
    if (provider == nullptr)
        return Refusal{Reason::Issuer, "`iss` is none of the issuers"};
    const Issuer& issuer = provider->issuer;
    if (std::ranges::find(issuer.algorithms, token->algorithm) == issuer.algorithms.end())
        return Refusal{Reason::Token, "its `alg` is not among the issuer's `algorithms`"};
    const auto [ring, version] = provider->keeper.keys(now);
    if (ring == nullptr)
        return Refusal{Reason::Token, fmt::format("there are no keys of issuer `{}`, or they are "
                                                  "older than `max-key-age`",
                                                  issuer.name)};
    const PublicKey* const public_key = ring->find(token->kid, token->algorithm);
    if (public_key == nullptr) {
        provider->keeper.look_for_new();
        return unknown_key(*token, issuer);
    }
    if (!public_key->verifies(token->algorithm, token->signed_part, token->signature))
        return Refusal{Reason::Token, "its signature is not the issuer's"};
    auto key = key_of(token->claims, issuer, now);
    if (auto* refusal = std::get_if<Refusal>(&key))
        return std::move(*refusal);
    std::get<keys::Key>(key).hash = hash;
    return remember(std::get<keys::Key>(std::move(key)), *provider, version);
}

Verified Verifier::remember(keys::Key key, const Provider& provider, std::uint64_t version) {
    auto token = std::make_shared<const VerifiedToken>(
        VerifiedToken{std::move(key), &provider.keeper, version});
    remembered_.put(token->key.hash, token);
    return key_in(std::move(token));
}

Verifier::Provider* Verifier::provider_of(std::string_view url) {
    const auto found =
        std::ranges::find_if(providers_, [&](const auto& each) { return each->issuer.url == url; });
    return found == providers_.end() ? nullptr : found->get();
}

void Verifier::await_keys(std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (const auto& provider : providers_)
        provider->keeper.await_first(std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now()));
}

void Verifier::look_for_new_keys() {
    for (const auto& provider : providers_)
        provider->keeper.look_for_new();
}

Statistics Verifier::statistics(keys::Seconds now) const {
    Statistics all{.verified = verified_, .refused = refused_};
    for (const auto& provider : providers_) {
        all.oldest_keys = std::max(all.oldest_keys, provider->keeper.age(now));
        all.failed_fetches += provider->keeper.failures();
    }
    return all;
}

} // namespace pemba::tokens
