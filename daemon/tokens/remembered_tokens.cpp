// RememberedTokens: in each part a list by use and a table into it.
#include "tokens/remembered_tokens.h"

namespace pemba::tokens {

std::shared_ptr<const VerifiedToken> RememberedTokens::find(const keys::Hash& hash) {
    Part& part = part_of(hash);
    const std::lock_guard lock(part.mutex);
    const auto found = part.by_hash.find(hash);
    if (found == part.by_hash.end())
        return nullptr;
    part.by_use.splice(part.by_use.begin(), part.by_use, found->second);
    return *found->second;
}

void RememberedTokens::add(std::shared_ptr<const VerifiedToken> token) {
    const keys::Hash& hash = token->key.hash;
    Part& part = part_of(hash);
    const std::lock_guard lock(part.mutex);
    if (const auto found = part.by_hash.find(hash); found != part.by_hash.end()) {
        *found->second = std::move(token);
        return;
    }
    if (part.by_use.size() >= kMost / kParts) {
        part.by_hash.erase(part.by_use.back()->key.hash);
        part.by_use.pop_back();
    }
    part.by_use.push_front(std::move(token));
    part.by_hash.emplace(part.by_use.front()->key.hash, part.by_use.begin());
}

} // namespace pemba::tokens
