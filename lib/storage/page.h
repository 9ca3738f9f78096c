// Page: one page of LMDB's file as it lies there, read without LMDB, which trusts what it reads.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/result.h"
#include "storage/environment.h"

namespace pemba::storage {

// LMDB's format 1, in the machine's byte order. A page:
//
//   its number 8 | size of a set's members 2 | flags 2 | end of the offsets 2, begin of the nodes 2
//   | offsets of the nodes 2 each, in the order of their keys | room | nodes, up to the page's end
//
// A page of a set has its members, all of one size, in place of offsets and nodes. An overflow
// page has the number of its pages, 4 bytes, in place of both bounds, and then bytes. A node:
//
//   a leaf's: size of the data 4 | flags 2 | size of the key 2 | key | data
//   a branch's: page 6 | size of the key 2 | key, not less than which are the keys below
namespace page {
inline constexpr std::size_t kHeadBytes = 16, kNodeHeadBytes = 8, kMaxKeyBytes = 511;
inline constexpr std::uint16_t kBranch = 1, kLeaf = 2, kOverflow = 4, kMeta = 8, kDirty = 16,
                               kSet = 32, kInNode = 64;
inline constexpr std::uint16_t kOnOverflow = 1, kTree = 2, kManyValues = 4; ///< of nodes
} // namespace page

/// Reads an integer where it lies. REQUIRES: it lies within the bytes.
template <class Integer>
[[nodiscard]] Integer load(std::string_view bytes, std::size_t at) {
    Integer value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// A tree of pages, as its record in the file says.
struct TreeRecord {
    static constexpr std::size_t kBytes = 48;
    static constexpr std::uint64_t kNoRoot = ~std::uint64_t{0};

    std::uint32_t member_bytes = 0; ///< of a set's members; of the list of free pages: a page's
    std::uint16_t flags = 0, depth = 0;
    std::uint64_t branches = 0, leaves = 0, overflow_pages = 0, entries = 0, root = kNoRoot;

    /// REQUIRES: kBytes bytes.
    [[nodiscard]] static TreeRecord decode(std::string_view bytes);
    [[nodiscard]] bool is_empty() const { return root == kNoRoot; }
};

/// What one of the two first pages names: a snapshot of the file.
struct MetaRecord {
    static constexpr std::size_t kBytes = 136;

    std::uint32_t magic = 0, version = 0;
    TreeRecord free_pages, tables;
    std::uint64_t last_page = 0, commit = 0;

    /// REQUIRES: kBytes bytes.
    [[nodiscard]] static MetaRecord decode(std::string_view bytes);
    [[nodiscard]] std::size_t page_bytes() const { return free_pages.member_bytes; }
};

struct Node {
    std::string_view key, data; ///< data: a leaf's, as far as it is in the page
    std::uint16_t flags = 0;    ///< of a leaf's
    std::uint64_t data_bytes = 0;
    std::uint64_t child = 0; ///< of a branch's
};

/// A branch or a leaf. Its accessors may be used after find_damage() found nothing.
class Page {
public:
    /// What a page has to be where it was found.
    struct Expected {
        std::uint16_t flags = 0;
        std::size_t least_entries = 1;
        std::size_t member_bytes = 0; ///< of a set
    };

    Page(std::uint64_t number, std::string bytes) : number_(number), bytes_(std::move(bytes)) {}

    /// What is wrong with its bounds, as half a sentence. O(entries log entries).
    [[nodiscard]] std::optional<std::string> find_damage(const Expected& expected) const;

    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::uint16_t flags() const { return load<std::uint16_t>(bytes_, 10); }
    [[nodiscard]] bool is_branch() const { return flags() == page::kBranch; }
    [[nodiscard]] bool is_set() const { return (flags() & page::kSet) != 0; }
    [[nodiscard]] std::size_t entries() const { return (lower() - page::kHeadBytes) / 2; }
    [[nodiscard]] std::uint32_t overflow_pages() const { return load<std::uint32_t>(bytes_, 12); }
    /// The number that the page itself says that it has.
    [[nodiscard]] std::uint64_t own_number() const { return load<std::uint64_t>(bytes_, 0); }
    /// Of a page that is no set's.
    [[nodiscard]] Node node(std::size_t entry) const;
    /// A node's key, or a member of a set.
    [[nodiscard]] std::string_view key(std::size_t entry) const;

private:
    [[nodiscard]] std::uint16_t lower() const { return load<std::uint16_t>(bytes_, 12); }
    [[nodiscard]] std::uint16_t upper() const { return load<std::uint16_t>(bytes_, 14); }
    [[nodiscard]] std::size_t offset(std::size_t entry) const {
        return load<std::uint16_t>(bytes_, page::kHeadBytes + 2 * entry);
    }
    [[nodiscard]] bool bounds_are_right() const;
    [[nodiscard]] std::optional<std::size_t> bytes_of_node(std::size_t at) const;
    [[nodiscard]] bool nodes_are_right() const;

    std::uint64_t number_;
    std::string bytes_;
};

/// The members of a small set, which lie in a page within a node's data. Nothing if it is damaged.
[[nodiscard]] std::optional<std::vector<std::string_view>> members_in_node(std::string_view data);

} // namespace pemba::storage
