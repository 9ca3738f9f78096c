#include "storage/name_cache.h"

#include <sys/mman.h>

#include <bit>
#include <cstring>

namespace pemba::storage {
namespace {

// An id stands in one of so many lines from the place that its hash names.
constexpr std::uint64_t kWindow = 8;
constexpr unsigned kNumberBits = 40;

// Twice, every bit of the result depends on every bit of the value.
std::uint64_t mix(std::uint64_t value) {
    value *= 0x9E3779B97F4A7C15u;
    return value ^ value >> 32;
}

std::uint64_t load(std::uint64_t& word) {
    return std::atomic_ref(word).load(std::memory_order_acquire);
}
void store(std::uint64_t& word, std::uint64_t value) {
    std::atomic_ref(word).store(value, std::memory_order_release);
}

} // namespace

NameCache::Key::Key(StoreId store, std::string_view id) : length(id.size()), hash(id.size()) {
    auto number = static_cast<std::uint32_t>(store);
    auto* bytes = reinterpret_cast<char*>(text.data());
    std::memcpy(bytes, &number, sizeof number);
    id.copy(bytes + sizeof number, kMaxIdBytes);
    const auto words = (sizeof number + id.size() + sizeof(Word) - 1) / sizeof(Word);
    for (std::size_t i = 0; i < words; ++i)
        hash = mix(hash ^ text[i]);
    hash = mix(hash);
}

NameCache::NameCache(std::uint64_t max_bytes) {
    if (max_bytes < kLeastBytes)
        return;
    auto bytes = std::bit_floor(max_bytes);
    auto* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return;
    // Look-ups go all over it: without large pages each would miss the processor's page tables too.
    (void)::madvise(memory, bytes, MADV_HUGEPAGE);
    lines_ = static_cast<Line*>(memory);
    capacity_ = bytes / sizeof(Line);
    mask_ = kLeastBytes / sizeof(Line) - 1;
}

NameCache::~NameCache() {
    if (lines_)
        ::munmap(lines_, capacity_ * sizeof(Line));
}

std::optional<ObjectNumber> NameCache::find(StoreId store, std::string_view id) const {
    if (!keeps(id))
        return std::nullopt;
    const Key key(store, id);
    const auto mask = mask_.load(std::memory_order_relaxed);
    if (auto number = find(key, mask))
        return number;
    // Where it stood before the cache grew.
    const auto number = (key.hash & mask) > mask / 2 ? find(key, mask / 2) : std::nullopt;
    if (number)
        put(key, *number, mask);
    return number;
}

std::optional<ObjectNumber> NameCache::find(const Key& key, std::uint64_t mask) const {
    for (std::uint64_t i = 0; i < kWindow; ++i) {
        auto& line = line_at(key.hash + i, mask);
        const auto sequence = load(line.sequence);
        if (sequence == 0)
            break; // it would have been put here
        const auto number = load(line.number_and_length);
        bool same = number >> kNumberBits == key.length;
        for (std::size_t word = 0; word < kTextWords && same; ++word)
            same = load(line.text[word]) == key.text[word];
        // A word that a writer put there meanwhile has made its odd sequence visible too.
        if (same && sequence % 2 == 0 && load(line.sequence) == sequence)
            return ObjectNumber{number & ((Word{1} << kNumberBits) - 1)};
    }
    return std::nullopt;
}

void NameCache::prefetch(StoreId store, std::string_view id) const {
    if (keeps(id))
        __builtin_prefetch(&line_at(Key(store, id).hash, mask_.load(std::memory_order_relaxed)));
}

void NameCache::remember(StoreId store, std::string_view id, ObjectNumber number) {
    if (keeps(id))
        put(Key(store, id), number, mask_.load(std::memory_order_relaxed));
}

NameCache::Statistics NameCache::statistics() const {
    return {.used_bytes = taken_.load(std::memory_order_relaxed) * sizeof(Line),
            .bytes = capacity_ * sizeof(Line),
            .evictions = evictions_.load(std::memory_order_relaxed)};
}

void NameCache::put(const Key& key, ObjectNumber number, std::uint64_t mask) const {
    for (std::uint64_t i = 0; i < kWindow; ++i) {
        auto& line = line_at(key.hash + i, mask);
        if (load(line.sequence) == 0 && try_write(line, 0, key, number))
            return count_line(mask);
    }
    // Every line is taken: one of them makes room, each in its turn, so that those go in the end
    // whose place growing has moved. If somebody is writing it, nothing is lost by giving up.
    auto turn = evictions_.fetch_add(1, std::memory_order_relaxed);
    auto& line = line_at(key.hash + turn % kWindow, mask);
    auto sequence = load(line.sequence);
    if (sequence % 2 == 0)
        (void)try_write(line, sequence, key, number);
}

bool NameCache::try_write(Line& line, Word sequence, const Key& key, ObjectNumber number) {
    if (!std::atomic_ref(line.sequence).compare_exchange_strong(sequence, sequence + 1))
        return false;
    storage::store(line.number_and_length, static_cast<Word>(number) | key.length << kNumberBits);
    for (std::size_t word = 0; word < kTextWords; ++word)
        storage::store(line.text[word], key.text[word]);
    storage::store(line.sequence, sequence + 2);
    return true;
}

void NameCache::count_line(std::uint64_t mask) const {
    auto taken = taken_.fetch_add(1, std::memory_order_relaxed) + 1;
    if (taken > mask / 2 && mask + 1 < capacity_)
        mask_.compare_exchange_strong(mask, mask * 2 + 1, std::memory_order_relaxed);
}

} // namespace pemba::storage
