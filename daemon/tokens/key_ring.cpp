// KeyRing: the list `keys` of a JSON Web Key Set.
#include "tokens/key_ring.h"

#include "tokens/json_object.h"

namespace pemba::tokens {
namespace {

constexpr std::size_t kMostKeys = 100;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

} // namespace

Result<KeyRing::Named> KeyRing::named_key(const boost::json::value& entry) {
    if (!entry.is_object())
        return invalid("an entry of `keys` is no object");
    PEMBA_TRY(std::string kid, text_of(entry.get_object(), "kid"));
    PEMBA_TRY(PublicKey key, PublicKey::from_jwk(entry.get_object()));
    return Named{std::move(kid), std::move(key)};
}

Result<KeyRing> KeyRing::parse(std::string_view text) {
    PEMBA_TRY(const boost::json::object set, parse_object(text));
    const auto* entries = set.if_contains("keys");
    if (entries == nullptr || !entries->is_array())
        return invalid("there is no list `keys`");
    if (entries->get_array().size() > kMostKeys)
        return invalid("there are more than 100 keys");
    KeyRing ring;
    std::string obstacle = "the list `keys` is empty";
    for (const auto& entry : entries->get_array()) {
        if (auto named = named_key(entry))
            ring.keys_.push_back(*std::move(named));
        else
            obstacle = named.error().message;
    }
    ring.unused_ = entries->get_array().size() - ring.keys_.size();
    if (ring.keys_.empty())
        return invalid("there is no key that can verify tokens: " + obstacle);
    return ring;
}

const PublicKey* KeyRing::find(std::string_view kid, Algorithm algorithm) const {
    for (const Named& named : keys_)
        if (named.kid == kid && named.key.fits(algorithm))
            return &named.key;
    return nullptr;
}

} // namespace pemba::tokens
