// Access: hash, look up, then scope, store and namespaces, in this order.
#include "api/access.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/crypto.h>

#include "api/namespaces_in.h"
#include "pemba/database.h"

namespace pemba::api {
namespace {

constexpr std::string_view kBearer = "bearer";

bool equal_without_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](unsigned char c) { return std::tolower(c); });
}

// Whoever measures how long a look-up takes learns about the hash of what was sent, from which no
// key can be made. The comparison takes the same time for all hashes.
struct HashBucket {
    std::size_t operator()(const keys::Hash& hash) const {
        std::size_t first = 0;
        std::memcpy(&first, hash.data(), sizeof first);
        return first;
    }
};
struct HashEqual {
    bool operator()(const keys::Hash& a, const keys::Hash& b) const {
        return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
    }
};

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
            return fmt::format("key `{}` is limited to other namespaces than `{}`", key.name, name);
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
    std::unordered_map<keys::Hash, Entry, HashBucket, HashEqual> by_hash_;
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
    const KeySet::Entry* const found = set->find(header.substr(space + 1));
    if (found == nullptr)
        return {nullptr, Denial{Kind::KeyUnknown, "the key is not one of this server's"}};
    const keys::Key* const key = &found->key;
    if (key->expires && key->has_expired(now()))
        return {key, Denial{Kind::KeyUnknown, fmt::format("key `{}` has expired", key->name)}};
    if (std::string why = obstacle(*key, needs, request); !why.empty())
        return {key, Denial{Kind::Forbidden, std::move(why)}};
    return {key, {}, &found->usage};
}

} // namespace pemba::api
