// Access: hash, look up, then scope, store and namespaces, in this order.
#include "api/access.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/namespaces_in.h"
#include "api/retry_after.h"
#include "keys/by_hash.h"
#include "pemba/database.h"
#include "tokens/verifier.h"

namespace pemba::api {
namespace {

constexpr std::string_view kBearer = "bearer";
constexpr std::size_t kShownBytes = 128; // of what a message says, in answer and logs

bool equal_without_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](unsigned char c) { return std::tolower(c); });
}

keys::Seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

std::string no_scope(const keys::Key& key, keys::Scope scope) {
    return fmt::format("this call needs the scope `{}`; key `{}` has `{}`", keys::name_of(scope),
                       key.name, fmt::join(key.scopes.names(), "`, `"));
}

// Why a known key does not open a call, whatever its message says; empty if it does.
std::string obstacle(const keys::Key& key, const Needs& needs, const http::Request& request) {
    if (!key.scopes.has(needs.scope))
        return no_scope(key, needs.scope);
    if (key.stores && needs.across_stores)
        return fmt::format("this call is not about one store, and key `{}` is limited to stores",
                           key.name);
    if (key.stores && !contains(*key.stores, store_id_of(request)))
        return fmt::format("key `{}` is limited to other stores", key.name);
    return {};
}

// The same of what its message says.
std::string obstacle_in_body(const keys::Key& key, const Needs& needs,
                             const http::Request& request) {
    if (!key.namespaces)
        return {};
    const auto named = namespaces_in(request.body, needs.namespaces_at);
    if (!named)
        return fmt::format("key `{}` is limited to namespaces, and this call does not tell in its "
                           "message which ones it is about",
                           key.name);
    for (const std::string& name : *named)
        if (!contains(*key.namespaces, name))
            return fmt::format("key `{}` is limited to other namespaces than `{}`", key.name,
                               std::string_view(name).substr(0, kShownBytes));
    return {};
}

// The caller learns no more than that, and whether a new one may help.
Access::Judgement identified(tokens::Verified verified) {
    if (auto* key = std::get_if<std::shared_ptr<const keys::Key>>(&verified))
        return {std::move(*key), {}};
    auto& refusal = std::get<tokens::Refusal>(verified);
    const bool expired = refusal.reason == tokens::Refusal::Reason::Expired;
    return {nullptr, Denial{Denial::Kind::TokenInvalid,
                            expired ? "the token has expired" : "the token is not valid",
                            std::move(refusal)}};
}

std::string_view challenge_of(Denial::Kind kind) {
    switch (kind) {
    case Denial::Kind::KeyMissing: return "Bearer";
    case Denial::Kind::KeyUnknown:
    case Denial::Kind::TokenInvalid: return R"(Bearer error="invalid_token")";
    case Denial::Kind::Forbidden: return R"(Bearer error="insufficient_scope")";
    case Denial::Kind::QuotaUsed:
    case Denial::Kind::NotRecorded: break;
    }
    return {};
}

} // namespace

std::string_view store_id_of(const http::Request& request) {
    if (const auto in_path = request.parameter("store_id"); !in_path.empty())
        return in_path;
    const std::string_view in_header = request.header("Pemba-Store");
    return in_header.empty() ? std::string_view(Database::kDefaultStore) : in_header;
}

class Access::KeySet {
public:
    explicit KeySet(std::vector<keys::Key> keys) {
        for (keys::Key& key : keys) {
            const keys::Hash hash = key.hash;
            by_hash_.try_emplace(hash, std::move(key));
        }
    }

    struct Entry {
        explicit Entry(keys::Key of) : key(std::move(of)), usage(key.a_second) {}

        keys::Key key;
        mutable Usage usage; ///< which its users count at the same time
    };
    [[nodiscard]] const Entry* find(std::string_view key) const {
        const auto found = by_hash_.find(keys::hash_of(key));
        return found == by_hash_.end() ? nullptr : &found->second;
    }

private:
    keys::ByHash<Entry> by_hash_;
};

Access::Access() = default;
Access::~Access() = default;

void Access::replace(std::vector<keys::Key> keys) {
    auto set = std::make_unique<const KeySet>(std::move(keys));
    const std::lock_guard lock(replacing_);
    current_.store(set.get(), std::memory_order_release);
    sets_.push_back(std::move(set));
}

Access::Judgement Access::judge(const Needs& needs, const http::Request& request) const {
    Judgement judgement = judge_head(needs, request);
    if (judgement.key == nullptr || judgement.denial)
        return judgement;
    if (std::string why = obstacle_in_body(*judgement.key, needs, request); !why.empty())
        judgement.denial = Denial{Denial::Kind::Forbidden, std::move(why)};
    return judgement;
}

Access::Judgement Access::judge_head(const Needs& needs, const http::Request& request) const {
    using Kind = Denial::Kind;
    const KeySet* const set = current_.load(std::memory_order_acquire);
    if (set == nullptr)
        return {};
    const std::string_view header = request.header("Authorization");
    const std::size_t space = std::min(header.find(' '), header.size());
    if (header.empty() ||
        (space < header.size() && !equal_without_case(header.substr(0, space), kBearer)))
        return {nullptr, Denial{Kind::KeyMissing,
                                "this call needs a key: send `Authorization: Bearer KEY`"}};
    if (space + 1 >= header.size())
        return {nullptr, Denial{Kind::KeyMissing,
                                "the Authorization header is not of the form `Bearer KEY`"}};
    Judgement judgement = identify(*set, header.substr(space + 1));
    if (judgement.denial)
        return judgement;
    if (std::string why = obstacle(*judgement.key, needs, request); !why.empty())
        judgement.denial = Denial{Kind::Forbidden, std::move(why)};
    return judgement;
}

// Whose credential it is, if it counts.
Access::Judgement Access::identify(const KeySet& set, std::string_view credential) const {
    using Kind = Denial::Kind;
    if (tokens_ != nullptr && tokens::has_form_of_token(credential))
        return identify_by_token(credential);
    const KeySet::Entry* const found = set.find(credential);
    if (found == nullptr)
        return {nullptr, Denial{Kind::KeyUnknown, "the key is not one of this server's"}};
    const keys::Key& key = found->key;
    // Keys of the file live as long as this Access: nobody need count who uses them.
    const std::shared_ptr<void> nobody;
    Judgement judgement{{nobody, &key}};
    if (!key.a_second.is_unlimited())
        judgement.usage = {nobody, &found->usage};
    if (key.expires && key.has_expired(now()))
        judgement.denial = Denial{Kind::KeyUnknown, fmt::format("key `{}` has expired", key.name)};
    return judgement;
}

Access::Judgement Access::identify_by_token(std::string_view token) const {
    Judgement judgement = identified(tokens_->verify(token, now()));
    if (const auto& key = judgement.key; key && !key->a_second.is_unlimited())
        judgement.usage = token_usage_.find_or_put(
            keys::hash_of(key->name), [&] { return std::make_shared<Usage>(key->a_second); });
    return judgement;
}

void tell_denial(http::Response& response, const Denial& denial) {
    if (const auto challenge = challenge_of(denial.kind); !challenge.empty())
        response.add_header("WWW-Authenticate", challenge);
    if (denial.kind == Denial::Kind::QuotaUsed)
        tell_when_to_retry(response, denial.wait);
}

} // namespace pemba::api
