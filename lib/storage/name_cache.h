// NameCache: the numbers of object ids that somebody has asked for, in memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tuple/ids.h"

namespace pemba::storage {

/// Remembers which number an object's id has in a store, for all readers of a database. A name
/// never changes its number and a number is never given to another name, so what is here is never
/// stale; but it may be newer than a reader's snapshot: the reader compares the number with the
/// greatest that its snapshot has given.
///
/// Exact: an id is found only if every byte of it and its store are the same. What is not found may
/// still be in the tables: names are forgotten where room is short, and a long one is never kept.
///
/// Safe to use from any thread, without locks. A look-up costs one or two cache misses.
class NameCache {
public:
    /// Takes address space at once, and memory as names come: two to four times 64 bytes each, up
    /// to `max_bytes` (rounded down to a power of two). Below kLeastBytes, or if the system
    /// refuses, it remembers nothing.
    explicit NameCache(std::uint64_t max_bytes);
    ~NameCache();
    NameCache(const NameCache&) = delete;
    NameCache& operator=(const NameCache&) = delete;

    static constexpr std::uint64_t kLeastBytes = 64 * 1024;
    /// Longer ids are not kept.
    static constexpr std::size_t kMaxIdBytes = 44;

    /// The number of an id, if it is remembered.
    [[nodiscard]] std::optional<ObjectNumber> find(StoreId store, std::string_view id) const;
    /// Asks the processor to fetch what find() of this id will read.
    void prefetch(StoreId store, std::string_view id) const;
    /// REQUIRES: a committed transaction gave the id this number, and find() has not found it.
    void remember(StoreId store, std::string_view id, ObjectNumber number);

    struct Statistics {
        std::uint64_t used_bytes = 0; ///< of lines that have held a name
        std::uint64_t bytes = 0;      ///< at most
        std::uint64_t evictions = 0;  ///< names that gave way to others
    };
    [[nodiscard]] Statistics statistics() const;

private:
    using Word = std::uint64_t;
    static constexpr std::size_t kTextWords = 6;

    /// An entry, guarded by its sequence: 0 before the first use, odd while somebody writes. All
    /// words are read and written as atomics; zeroed memory is an empty line.
    struct alignas(64) Line {
        Word sequence;
        Word number_and_length; ///< number 40 bits, length above
        std::array<Word, kTextWords> text;
    };

    /// A store and an id in the form of a line.
    struct Key {
        Key(StoreId store, std::string_view id);

        std::array<Word, kTextWords> text{}; ///< store 4, id, zeros
        Word length;
        std::uint64_t hash;
    };

    [[nodiscard]] bool keeps(std::string_view id) const {
        return lines_ != nullptr && id.size() <= kMaxIdBytes;
    }
    [[nodiscard]] Line& line_at(std::uint64_t place, std::uint64_t mask) const {
        return lines_[place & mask];
    }
    [[nodiscard]] std::optional<ObjectNumber> find(const Key& key, std::uint64_t mask) const;
    void put(const Key& key, ObjectNumber number, std::uint64_t mask) const;
    /// Writes a line whose sequence was the given one; whether nobody else was quicker.
    [[nodiscard]] static bool try_write(Line& line, Word sequence, const Key& key,
                                        ObjectNumber number);
    /// One more of the lines up to `mask` is taken.
    void count_line(std::uint64_t mask) const;

    Line* lines_ = nullptr;
    std::uint64_t capacity_ = 0; ///< lines that there is address space for
    /// The lines in use are those up to here. It doubles when half of them are taken. Names whose
    /// place that changes move when they are looked up, which changes nothing that can be seen.
    mutable std::atomic<std::uint64_t> mask_ = 0;
    mutable std::atomic<std::uint64_t> taken_ = 0;
    mutable std::atomic<std::uint64_t> evictions_ = 0;
};

} // namespace pemba::storage
