// Fetch: an issuer's keys from where they are.
#pragma once

#include <stop_token>
#include <string>

#include "pemba/result.h"
#include "tokens/issuer.h"

namespace pemba::tokens {

/// The text of the issuer's JSON Web Key Set, 1 MiB at most. Blocks, up to about half a minute if
/// an issuer answers slowly; `stop` ends it early. Certificates are verified, redirects are not
/// followed, and a discovery document counts only if it is of this very issuer (OpenID Connect
/// Discovery §4.3). Errors: InvalidArgument, with the URL or file.
[[nodiscard]] Result<std::string> fetch_keys(const Issuer& issuer, const std::stop_token& stop);

} // namespace pemba::tokens
