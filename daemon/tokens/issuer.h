// Issuer: an OpenID Connect provider whose tokens are taken, and what they open.
//
//   [[issuer]]
//   name = "corp"                             # the log calls a caller corp:SUBJECT
//   url = "https://id.example.com"            # the tokens' `iss`, character for character
//   audiences = ["pemba"]                     # a token is for one of these
//   jwks-url = "https://id.example.com/keys"  # left out: as the issuer's discovery document says
//   jwks-file = "/etc/pemba/jwks.json"        # instead of it: nothing is fetched
//   ca-file = "/etc/ssl/corp.pem"             # whom to trust for https; left out: the system's
//   algorithms = ["ES256"]                    # left out: all that are asymmetric
//   name-claim = "client_id"                  # left out: sub
//   scope-claim = "scp"                       # left out: scope
//   scope-prefix = "authz/"                   # left out: pemba:
//   stores-claim = "pemba_stores"             # left out: no token is limited to stores
//   namespaces-claim = "pemba_namespaces"     # left out: no token is limited to namespaces
//   requests-a-second = 500                   # each caller's quota, as in the key file
//   tuple-reads-a-second = 100000             # likewise
//   refresh-interval = 3600                   # seconds from one fetch of the keys to the next
//   retry-interval = 10                       # least seconds between two, whatever happens
//   max-key-age = 86400                       # seconds that keys count without a fetch
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "keys/key.h"
#include "pemba/result.h"
#include "tokens/public_key.h"

namespace pemba::tokens {

/// Where an issuer's keys are.
struct Discovered {}; ///< at the `jwks_uri` of its discovery document
struct KeysUrl {
    std::string url;
};
struct KeysFile {
    std::filesystem::path path;
};
using KeysPlace = std::variant<Discovered, KeysUrl, KeysFile>;

struct Issuer {
    std::string name;
    std::string url;
    std::vector<std::string> audiences; ///< never empty
    KeysPlace keys = {};
    std::string ca_file = {};
    std::vector<Algorithm> algorithms = all_algorithms();
    std::string name_claim = "sub";
    std::string scope_claim = "scope";
    std::string scope_prefix = "pemba:";
    std::optional<std::string> stores_claim = {};     ///< then every token needs it
    std::optional<std::string> namespaces_claim = {}; ///< likewise
    keys::Quota a_second = {};                        ///< of each caller
    std::chrono::seconds refresh_interval{3600};
    std::chrono::seconds retry_interval{10};
    std::chrono::seconds max_key_age{86'400};
};

/// Whether keys may be fetched there: https, or http on this machine. `origin` is the issuer's own
/// URL: a document that came over https does not send anybody to http.
[[nodiscard]] bool is_fetchable(std::string_view url, std::string_view origin);

/// The issuers of a file's text, in its order, each of another name and URL. What is not understood
/// is refused: a mistake must not open more than was meant. Errors: InvalidArgument.
[[nodiscard]] Result<std::vector<Issuer>> parse_issuers(std::string_view text);

/// Reads a whole file, which nobody but its owner may be able to write. Errors: InvalidArgument.
[[nodiscard]] Result<std::vector<Issuer>> read_issuer_file(const std::filesystem::path& file);

} // namespace pemba::tokens
