// TextNumbers: numbers for distinct texts, in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace pemba::base {

/// Numbers texts 0, 1, 2 … in the order of their first appearance. Made for millions of texts that
/// come in batches: the look-ups of a batch wait for memory together. Keeps copies. One thread at a
/// time; at most 2^32-1 texts, of less than 4 GiB each.
class TextNumbers {
public:
    /// Sets numbers[i] to the number of texts[i]. REQUIRES: as many numbers as texts.
    void find_or_add(std::span<const std::string_view> texts, std::span<std::uint32_t> numbers);

    [[nodiscard]] std::size_t size() const { return texts_.size(); }
    /// Valid as long as this is. REQUIRES: number < size().
    [[nodiscard]] std::string_view text(std::uint32_t number) const {
        return text_at(texts_[number]);
    }

    /// All numbers, in the order of their texts. O(n log n).
    [[nodiscard]] std::vector<std::uint32_t> sorted() const;

private:
    struct Slot {
        const char* text = nullptr; ///< null: free
        std::uint32_t tag = 0;      ///< of the text's hash, so that few other texts are compared
        std::uint32_t number = 0;
    };

    [[nodiscard]] static std::string_view text_at(const char* stored);
    [[nodiscard]] std::uint32_t find_or_add(std::string_view text, std::size_t hash);
    [[nodiscard]] const char* keep(std::string_view text);
    void make_room(std::size_t more);

    std::vector<Slot> slots_;        ///< a power of two of them, at most half of them taken
    std::vector<const char*> texts_; ///< by number: size 4, bytes
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr; ///< what is left of the last block
    std::size_t free_bytes_ = 0;
};

} // namespace pemba::base
