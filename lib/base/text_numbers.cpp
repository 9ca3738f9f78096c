#include "base/text_numbers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "base/assert.h"
#include "base/bytes.h"

namespace pemba::base {
namespace {

// Look-ups that wait for memory together.
constexpr std::size_t kAtOnce = 32;
constexpr std::size_t kSmallestTable = 64;
constexpr std::size_t kBlockBytes = 64 * 1024;

std::uint32_t tag_of(std::size_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

} // namespace

std::string_view TextNumbers::text_at(const char* stored) {
    std::uint32_t size = 0;
    std::memcpy(&size, stored, sizeof size);
    return {stored + sizeof size, size};
}

void TextNumbers::find_or_add(std::span<const std::string_view> texts,
                              std::span<std::uint32_t> numbers) {
    PEMBA_ASSERT(texts.size() == numbers.size());
    std::size_t hashes[kAtOnce];
    for (std::size_t begin = 0; begin < texts.size(); begin += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, texts.size() - begin);
        make_room(count);
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = std::hash<std::string_view>{}(texts[begin + i]);
            __builtin_prefetch(&slots_[hashes[i] & mask]);
        }
        for (std::size_t i = 0; i < count; ++i)
            __builtin_prefetch(slots_[hashes[i] & mask].text);
        for (std::size_t i = 0; i < count; ++i)
            numbers[begin + i] = find_or_add(texts[begin + i], hashes[i]);
    }
}

std::vector<std::uint32_t> TextNumbers::sorted() const {
    // The first bytes decide nearly always, and lie beside one another.
    struct Place {
        std::uint64_t first_bytes;
        std::uint32_t number;
    };
    std::vector<Place> places;
    places.reserve(size());
    for (std::uint32_t number = 0; number < size(); ++number) {
        char first[sizeof(std::uint64_t)]{};
        text(number).copy(first, sizeof first);
        places.push_back({load_big_endian(first, sizeof first), number});
    }
    std::ranges::sort(places, [this](const Place& a, const Place& b) {
        return a.first_bytes != b.first_bytes ? a.first_bytes < b.first_bytes
                                              : text(a.number) < text(b.number);
    });
    std::vector<std::uint32_t> numbers;
    numbers.reserve(places.size());
    for (const auto& place : places)
        numbers.push_back(place.number);
    return numbers;
}

std::uint32_t TextNumbers::find_or_add(std::string_view text, std::size_t hash) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots_[at];
        if (!slot.text) {
            slot = {keep(text), tag_of(hash), static_cast<std::uint32_t>(texts_.size())};
            texts_.push_back(slot.text);
            return slot.number;
        }
        if (slot.tag == tag_of(hash) && text_at(slot.text) == text)
            return slot.number;
    }
}

const char* TextNumbers::keep(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::size_t bytes = sizeof size + text.size();
    if (bytes > free_bytes_) {
        free_bytes_ = std::max(kBlockBytes, bytes);
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(free_bytes_));
        free_ = blocks_.back().get();
    }
    char* stored = free_;
    std::memcpy(stored, &size, sizeof size);
    std::memcpy(stored + sizeof size, text.data(), text.size());
    free_ += bytes;
    free_bytes_ -= bytes;
    return stored;
}

void TextNumbers::make_room(std::size_t more) {
    const std::size_t needed = 2 * (texts_.size() + more);
    if (needed <= slots_.size())
        return;
    std::vector<Slot> before(std::max(kSmallestTable, std::bit_ceil(2 * needed)));
    before.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : before) {
        if (!slot.text)
            continue;
        std::size_t at = std::hash<std::string_view>{}(text_at(slot.text)) & mask;
        while (slots_[at].text)
            at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

} // namespace pemba::base
