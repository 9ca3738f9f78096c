// Claims: what a verified token says, as the key that it is.
#pragma once

#include <variant>

#include <boost/json/object.hpp>

#include "keys/key.h"
#include "tokens/issuer.h"
#include "tokens/refusal.h"

namespace pemba::tokens {

/// What whoever sends the token may do: a Key named `ISSUER:SUBJECT`, which no key of the file is
/// called, without a hash. Claims that this server does not know are passed over, and scopes of
/// others too; a claim that it knows and that is of another form than it must have refuses.
[[nodiscard]] std::variant<keys::Key, Refusal> key_of(const boost::json::object& claims,
                                                      const Issuer& issuer, keys::Seconds now);

} // namespace pemba::tokens
