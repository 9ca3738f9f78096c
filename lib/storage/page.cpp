#include "storage/page.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::storage {
namespace {

// Nodes begin at even places.
std::size_t even(std::size_t bytes) {
    return bytes + bytes % 2;
}

// Whether head, members and room between the bounds are the whole of a set's page.
bool set_is_whole(std::size_t bytes, std::size_t entries, std::size_t member_bytes,
                  std::size_t room) {
    return member_bytes > 0 && page::kHeadBytes + entries * member_bytes + room == bytes;
}

} // namespace

TreeRecord TreeRecord::decode(std::string_view bytes) {
    return {.member_bytes = load<std::uint32_t>(bytes, 0),
            .flags = load<std::uint16_t>(bytes, 4),
            .depth = load<std::uint16_t>(bytes, 6),
            .branches = load<std::uint64_t>(bytes, 8),
            .leaves = load<std::uint64_t>(bytes, 16),
            .overflow_pages = load<std::uint64_t>(bytes, 24),
            .entries = load<std::uint64_t>(bytes, 32),
            .root = load<std::uint64_t>(bytes, 40)};
}

// After the version: an address and the map's size, which are of the program that wrote it.
MetaRecord MetaRecord::decode(std::string_view bytes) {
    return {.magic = load<std::uint32_t>(bytes, 0),
            .version = load<std::uint32_t>(bytes, 4),
            .free_pages = TreeRecord::decode(bytes.substr(24)),
            .tables = TreeRecord::decode(bytes.substr(24 + TreeRecord::kBytes)),
            .last_page = load<std::uint64_t>(bytes, 120),
            .commit = load<std::uint64_t>(bytes, 128)};
}

std::optional<std::string> Page::find_damage(const Expected& expected) const {
    if (own_number() != number_)
        return fmt::format("says that it is page {}", own_number());
    if (flags() != expected.flags)
        return fmt::format("is of kind {:#x} instead of {:#x}", flags(), expected.flags);
    if (!bounds_are_right())
        return fmt::format("has bounds {} and {}, which cannot be", lower(), upper());
    if (entries() < expected.least_entries)
        return fmt::format("has {} entries, and needs {}", entries(), expected.least_entries);
    if (!is_set())
        return nodes_are_right() ? std::nullopt
                                 : std::optional<std::string>("has entries that do not fit in it");
    const auto member_bytes = load<std::uint16_t>(bytes_, 8);
    if (member_bytes != expected.member_bytes ||
        !set_is_whole(bytes_.size(), entries(), member_bytes, upper() - lower()))
        return fmt::format("has {} members of {} bytes, which cannot be", entries(), member_bytes);
    return std::nullopt;
}

bool Page::bounds_are_right() const {
    return lower() >= page::kHeadBytes && lower() % 2 == 0 && lower() <= upper() &&
           upper() <= bytes_.size();
}

// Nothing if it does not fit.
std::optional<std::size_t> Page::bytes_of_node(std::size_t at) const {
    if (at < upper() || at % 2 != 0 || at + page::kNodeHeadBytes > bytes_.size())
        return std::nullopt;
    const std::size_t before_data =
        page::kNodeHeadBytes + std::size_t{load<std::uint16_t>(bytes_, at + 6)};
    std::size_t data = 0;
    if (!is_branch())
        data = (load<std::uint16_t>(bytes_, at + 4) & page::kOnOverflow) != 0
                   ? sizeof(std::uint64_t)
                   : load<std::uint32_t>(bytes_, at);
    const auto bytes = even(before_data + data);
    return at + bytes <= bytes_.size() ? std::optional(bytes) : std::nullopt;
}

// The nodes lie side by side and fill the page to its end.
bool Page::nodes_are_right() const {
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t entry = 0; entry < entries(); ++entry) {
        const auto bytes = bytes_of_node(offset(entry));
        if (!bytes)
            return false;
        places.emplace_back(offset(entry), *bytes);
    }
    std::ranges::sort(places);
    std::size_t end = upper();
    for (const auto& [at, bytes] : places) {
        if (at != end)
            return false;
        end += bytes;
    }
    return end == bytes_.size();
}

Node Page::node(std::size_t entry) const {
    const auto at = offset(entry);
    const std::string_view bytes = bytes_;
    const auto key_bytes = load<std::uint16_t>(bytes, at + 6);
    Node node;
    node.key = bytes.substr(at + page::kNodeHeadBytes, key_bytes);
    if (is_branch()) {
        node.child = load<std::uint64_t>(bytes, at) & 0xffffffffffff;
        return node;
    }
    node.flags = load<std::uint16_t>(bytes, at + 4);
    node.data_bytes = load<std::uint32_t>(bytes, at);
    const bool elsewhere = (node.flags & page::kOnOverflow) != 0;
    node.data = bytes.substr(at + page::kNodeHeadBytes + key_bytes,
                             elsewhere ? sizeof(std::uint64_t) : node.data_bytes);
    return node;
}

std::string_view Page::key(std::size_t entry) const {
    if (!is_set())
        return node(entry).key;
    const auto member_bytes = load<std::uint16_t>(bytes_, 8);
    return std::string_view(bytes_).substr(page::kHeadBytes + entry * member_bytes, member_bytes);
}

std::optional<std::vector<std::string_view>> members_in_node(std::string_view data) {
    constexpr std::uint16_t kFlags = page::kLeaf | page::kSet | page::kInNode;
    if (data.size() < page::kHeadBytes)
        return std::nullopt;
    const auto flags = load<std::uint16_t>(data, 10) & ~page::kDirty;
    const std::size_t member_bytes = load<std::uint16_t>(data, 8);
    const std::size_t lower = load<std::uint16_t>(data, 12), upper = load<std::uint16_t>(data, 14);
    if (flags != kFlags || lower <= page::kHeadBytes || lower % 2 != 0 || lower > upper)
        return std::nullopt;
    const auto entries = (lower - page::kHeadBytes) / 2;
    if (!set_is_whole(data.size(), entries, member_bytes, upper - lower))
        return std::nullopt;
    std::vector<std::string_view> members;
    for (std::size_t entry = 0; entry < entries; ++entry)
        members.push_back(data.substr(page::kHeadBytes + entry * member_bytes, member_bytes));
    return members;
}

} // namespace pemba::storage
