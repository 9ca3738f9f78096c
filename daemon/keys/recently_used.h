// RecentlyUsed: what is known of callers, by a hash, as long as they come back soon enough.
#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "keys/by_hash.h"

namespace pemba::keys {

/// Thread-safe. Those that were not used longest go first. Locks are spread over parts; with its
/// lock a look-up takes about 30 ns, a twentieth of what the hash of a token takes before it.
template <class T>
class RecentlyUsed {
public:
    /// At most so many, and not much fewer: every part has its share.
    explicit RecentlyUsed(std::size_t most) : most_a_part_(most / kParts) {}

    /// nullptr if it is not there. Whether it still counts is for the caller to say.
    [[nodiscard]] std::shared_ptr<T> find(const Hash& hash) {
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        Entry* const found = use(part, hash);
        return found == nullptr ? nullptr : found->value;
    }
    /// In place of what was there.
    void put(const Hash& hash, std::shared_ptr<T> value) {
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        if (Entry* const found = use(part, hash))
            found->value = std::move(value);
        else
            add(part, hash, std::move(value));
    }
    /// What is there, or what `make` makes of it.
    template <class Make>
    [[nodiscard]] std::shared_ptr<T> find_or_put(const Hash& hash, Make make) {
        Part& part = part_of(hash);
        const std::lock_guard lock(part.mutex);
        if (Entry* const found = use(part, hash))
            return found->value;
        return add(part, hash, make());
    }

private:
    struct Entry {
        Hash hash;
        std::shared_ptr<T> value;
    };
    using Uses = std::list<Entry>;
    struct alignas(64) Part {
        std::mutex mutex;
        Uses by_use; ///< the one used last at the front
        ByHash<typename Uses::iterator> by_hash;
    };
    static constexpr std::size_t kParts = 64;

    [[nodiscard]] Part& part_of(const Hash& hash) { return parts_[hash.back() % kParts]; }

    static Entry* use(Part& part, const Hash& hash) {
        const auto found = part.by_hash.find(hash);
        if (found == part.by_hash.end())
            return nullptr;
        part.by_use.splice(part.by_use.begin(), part.by_use, found->second);
        return &*found->second;
    }
    const std::shared_ptr<T>& add(Part& part, const Hash& hash, std::shared_ptr<T> value) {
        if (part.by_use.size() >= most_a_part_) {
            part.by_hash.erase(part.by_use.back().hash);
            part.by_use.pop_back();
        }
        part.by_use.push_front({hash, std::move(value)});
        part.by_hash.emplace(hash, part.by_use.begin());
        return part.by_use.front().value;
    }

    std::size_t most_a_part_;
    std::array<Part, kParts> parts_;
};

} // namespace pemba::keys
