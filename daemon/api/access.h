// Access: which calls a request's key opens. The one place that decides it, for every API.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/meter.h"
#include "http/message.h"
#include "keys/key.h"
#include "keys/recently_used.h"
#include "tokens/refusal.h"

namespace pemba::tokens {
class Verifier;
}

namespace pemba::api {

/// What a call needs of a key.
struct Needs {
    keys::Scope scope;
    /// Where the message names the namespaces of the objects that the call is about, as
    /// namespaces_in.h has it. Empty: nothing tells, and keys that are limited to namespaces do not
    /// open the call.
    std::vector<std::string> namespaces_at = {};
    bool across_stores = false; ///< about no single store: not for keys that are limited to stores
};

/// Why a call is refused.
struct Denial {
    enum class Kind {
        KeyMissing,   ///< 401: none was sent, or not as `Bearer KEY`
        KeyUnknown,   ///< 401: it is none of this server's, or no longer
        TokenInvalid, ///< 401: it was sent instead of a key, and is not or no longer good
        Forbidden,    ///< 403: it does not open this call
        QuotaUsed,    ///< 429: it has used what it has in a second
        NotRecorded,  ///< 503: the audit log has no room for the line that would tell of it
    };
    Kind kind;
    std::string message;                       ///< in words for its caller
    std::optional<tokens::Refusal> token = {}; ///< why a token was refused, for the log
    std::chrono::nanoseconds wait = {};        ///< QuotaUsed: until there is something left
};

/// Adds what clients are told of it in headers: `WWW-Authenticate` (RFC 6750 §3), `Retry-After`.
void tell_denial(http::Response& response, const Denial& denial);

/// What a caller has used of its quota.
struct Usage {
    explicit Usage(const keys::Quota& a_second)
        : requests(a_second.requests), tuple_reads(a_second.tuple_reads) {}

    Meter requests;
    Meter tuple_reads;
};

/// The store that the handler will take, of every API: the one in the path, the one in the header
/// `Pemba-Store`, or the default one. It need not be there.
[[nodiscard]] std::string_view store_id_of(const http::Request& request);

/// Thread-safe.
class Access {
public:
    /// Everybody may do everything, as `--insecure-no-auth` wants it, until there are keys.
    Access();
    ~Access();
    Access(const Access&) = delete;
    Access& operator=(const Access&) = delete;

    /// From now on these are the keys. What was granted before goes on; an open stream, until the
    /// guard judges it again.
    void replace(std::vector<keys::Key> keys);

    /// From now on tokens are taken too, where a credential has the form of one. Before anything is
    /// judged. The verifier outlives this.
    void take_tokens(tokens::Verifier& verifier) { tokens_ = &verifier; }

    struct Judgement {
        /// Whose call it is, if that is known: a key of the file, or what a token stands for.
        std::shared_ptr<const keys::Key> key;
        std::optional<Denial> denial = {};
        std::shared_ptr<Usage> usage = {}; ///< if it has a quota
    };
    /// One SHA-256 and one look-up, however many keys there are, and a signature for a token that
    /// is new; for a key that is limited to namespaces also O(body).
    [[nodiscard]] Judgement judge(const Needs& needs, const http::Request& request) const;
    /// The same without what only the body tells: what is refused here is refused there.
    [[nodiscard]] Judgement judge_head(const Needs& needs, const http::Request& request) const;

private:
    class KeySet;
    [[nodiscard]] Judgement identify(const KeySet& set, std::string_view credential) const;
    [[nodiscard]] Judgement identify_by_token(std::string_view token) const;

    std::atomic<const KeySet*> current_ = nullptr; ///< none: everybody may do everything
    tokens::Verifier* tokens_ = nullptr;
    /// Of callers with tokens, by their names. One that is forgotten begins anew, as one does that
    /// has not called for a second or two.
    mutable keys::RecentlyUsed<Usage> token_usage_{65'536};
    std::mutex replacing_;
    /// All that there have been, since a call may still be judged by an older one. Keys are
    /// replaced by hand and are small.
    std::vector<std::unique_ptr<const KeySet>> sets_;
};

} // namespace pemba::api
