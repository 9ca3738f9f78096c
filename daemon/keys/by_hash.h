// ByHash: a table of what is known of credentials, by their hash.
#pragma once

#include <cstring>
#include <unordered_map>

#include <openssl/crypto.h>

#include "keys/key.h"

namespace pemba::keys {

// Whoever measures how long a look-up takes learns about the hash of what was sent, from which no
// key can be made. The comparison takes the same time for all hashes.
struct HashBucket {
    std::size_t operator()(const Hash& hash) const {
        std::size_t first = 0;
        std::memcpy(&first, hash.data(), sizeof first);
        return first;
    }
};
struct HashEqual {
    bool operator()(const Hash& a, const Hash& b) const {
        return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
    }
};

template <class T>
using ByHash = std::unordered_map<Hash, T, HashBucket, HashEqual>;

} // namespace pemba::keys
