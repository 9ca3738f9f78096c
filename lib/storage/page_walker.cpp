#include "storage/page_walker.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {

using page::Kind;

namespace {

constexpr std::size_t kMaxComplaints = 100;

std::size_t pages_for(std::size_t bytes, std::size_t page_bytes) {
    return (bytes + page_bytes - 1) / page_bytes;
}

// Numbers of commits are in the machine's order.
int compare_numbers(std::string_view left, std::string_view right) {
    const auto a = load<std::uint64_t>(left, 0), b = load<std::uint64_t>(right, 0);
    return a < b ? -1 : a > b;
}

int compare_bytes(std::string_view left, std::string_view right) {
    return left.compare(right);
}

bool is_key_size(Kind kind, std::size_t bytes) {
    if (kind == Kind::FreePages)
        return bytes == sizeof(std::uint64_t);
    return bytes > 0 && bytes <= page::kMaxKeyBytes;
}

int compare(Kind kind, std::string_view left, std::string_view right) {
    return kind == Kind::FreePages ? compare_numbers(left, right) : compare_bytes(left, right);
}

} // namespace

void PageWalker::complain(std::string sentence) {
    if (complaints_.size() < kMaxComplaints)
        complaints_.push_back(std::move(sentence));
    else if (complaints_.size() == kMaxComplaints)
        complaints_.push_back("and more");
}

void PageWalker::complain(const Tree& tree, std::uint64_t number, std::string_view what,
                          Seen& seen) {
    seen.broken = true;
    complain(fmt::format("page {} of {} {}", number, tree.name, what));
}

bool PageWalker::use(const Tree& tree, std::uint64_t number, std::uint64_t count,
                     std::uint64_t from, Seen& seen) {
    if (number < kFirstPage || number > meta_.last_page || count > meta_.last_page - number + 1) {
        complain(tree, from,
                 fmt::format("refers to page {}, and the last one is {}", number, meta_.last_page),
                 seen);
        return false;
    }
    if (used_.empty()) // not every page is looked at
        return true;
    for (auto page = number; page < number + count; ++page) {
        if (used_[page]) {
            complain(tree, page, "is in use twice", seen);
            return false;
        }
        used_[page] = true;
    }
    return true;
}

// Nothing if it is damaged.
Result<std::optional<Page>> PageWalker::read_page(const Tree& tree, std::uint64_t number,
                                                  std::size_t depth, Seen& seen) {
    PEMBA_TRY(auto bytes, file_.read(number * meta_.page_bytes(), meta_.page_bytes()));
    Page page(number, std::move(bytes));
    const bool is_leaf = depth == tree.record.depth;
    const Page::Expected expected{
        .flags = is_leaf ? tree.leaf_flags() : page::kBranch,
        .least_entries = is_leaf || tree.kind == Kind::FreePages ? 1u : 2u,
        .member_bytes = tree.kind == Kind::OneSet ? tree.record.member_bytes : 0};
    if (const auto damage = page.find_damage(expected)) {
        complain(tree, number, *damage, seen);
        return std::optional<Page>{};
    }
    return std::optional(std::move(page));
}

Result<void> PageWalker::descend(const Tree& tree, std::vector<Step>& way, std::uint64_t child,
                                 Seen& seen) {
    const auto from = way.empty() ? child : way.back().page.number();
    if (!use(tree, child, 1, from, seen))
        return {};
    PEMBA_TRY(auto page, read_page(tree, child, way.size() + 1, seen));
    if (!page)
        return {};
    if (page->is_branch()) {
        ++seen.branches;
        way.push_back({*std::move(page)});
        return {};
    }
    ++seen.leaves;
    return visit_leaf(tree, *page, seen);
}

Result<void> PageWalker::walk(const Tree& tree) {
    Seen seen;
    if (tree.record.is_empty()) {
        compare_counts(tree, seen);
        return {};
    }
    if (tree.record.depth == 0 || tree.record.depth > kMaxDepth) {
        complain(fmt::format("{} says that it is {} pages deep", tree.name, tree.record.depth));
        return {};
    }
    std::vector<Step> way;
    PEMBA_CHECK_OK(descend(tree, way, tree.record.root, seen));
    while (!way.empty()) {
        auto& [page, next] = way.back();
        if (next == page.entries()) {
            way.pop_back();
            continue;
        }
        const auto entry = next++;
        const auto child = page.node(entry).child;
        // The first key of a branch says nothing.
        if (entry == 0 || visit_separator(tree, page, page.key(entry), seen))
            PEMBA_CHECK_OK(descend(tree, way, child, seen));
    }
    compare_counts(tree, seen);
    return {};
}

bool PageWalker::visit_separator(const Tree& tree, const Page& page, std::string_view key,
                                 Seen& seen) {
    if (!is_key_size(tree.kind, key.size())) {
        complain(tree, page.number(), fmt::format("has a key of {} bytes", key.size()), seen);
        return false;
    }
    if (seen.any && compare(tree.kind, key, seen.last_key) <= 0)
        complain(tree, page.number(), "has keys out of order", seen);
    seen.least_key = key;
    return true;
}

void PageWalker::visit_key(const Tree& tree, const Page& page, std::string_view key, Seen& seen) {
    if ((seen.any && compare(tree.kind, key, seen.last_key) <= 0) ||
        (!seen.least_key.empty() && compare(tree.kind, key, seen.least_key) < 0))
        complain(tree, page.number(), "has keys out of order", seen);
    seen.any = true;
    seen.last_key = key;
    seen.least_key.clear();
}

Result<void> PageWalker::visit_leaf(const Tree& tree, const Page& page, Seen& seen) {
    for (std::size_t entry = 0; entry < page.entries(); ++entry) {
        const auto key = page.key(entry);
        if (!is_key_size(tree.kind, key.size())) {
            complain(tree, page.number(), fmt::format("has a key of {} bytes", key.size()), seen);
            return {};
        }
        visit_key(tree, page, key, seen);
        if (page.is_set()) {
            ++seen.entries;
            visit_entry(tree, tree.set_key, key);
        } else
            PEMBA_CHECK_OK(visit_node(tree, page, page.node(entry), seen));
    }
    return {};
}

Result<void> PageWalker::visit_node(const Tree& tree, const Page& page, const Node& node,
                                    Seen& seen) {
    if (tree.kind == Kind::Sets)
        return visit_set(tree, page, node, seen);
    ++seen.entries;
    if (tree.kind == Kind::Tables) {
        visit_table(page, node, seen);
        return {};
    }
    PEMBA_TRY(const auto data, data_of(tree, page, node, seen));
    if (tree.kind == Kind::Values)
        visit_entry(tree, node.key, data);
    else if (!seen.broken)
        visit_free_list(tree, page, data, seen);
    return {};
}

// A value in the page or on pages of its own.
Result<std::string> PageWalker::data_of(const Tree& tree, const Page& page, const Node& node,
                                        Seen& seen) {
    if (node.flags == 0)
        return std::string(node.data);
    if (node.flags != page::kOnOverflow) {
        complain(tree, page.number(), fmt::format("has an entry of kind {}", node.flags), seen);
        return std::string();
    }
    const auto first = load<std::uint64_t>(node.data, 0);
    if (!use(tree, first, 1, page.number(), seen))
        return std::string();
    const auto at = first * meta_.page_bytes();
    PEMBA_TRY(auto head, file_.read(at, page::kHeadBytes));
    const Page overflow(first, std::move(head));
    const auto pages = std::uint64_t{overflow.overflow_pages()};
    if (overflow.own_number() != first || overflow.flags() != page::kOverflow ||
        pages < pages_for(page::kHeadBytes + node.data_bytes, meta_.page_bytes())) {
        complain(tree, first, "is not the long value that it should be", seen);
        return std::string();
    }
    seen.overflow_pages += pages;
    if (pages > 1 && !use(tree, first + 1, pages - 1, first, seen))
        return std::string();
    return file_.read(at + page::kHeadBytes, node.data_bytes);
}

Result<void> PageWalker::visit_set(const Tree& tree, const Page& page, const Node& node,
                                   Seen& seen) {
    if (node.flags == 0) {
        ++seen.entries;
        visit_entry(tree, node.key, node.data);
        return {};
    }
    if (node.flags == (page::kTree | page::kManyValues) && node.data.size() == TreeRecord::kBytes) {
        const Tree set{tree.name, Kind::OneSet, TreeRecord::decode(node.data), tree.table,
                       node.key};
        if (set.record.flags != MDB_DUPFIXED || set.record.is_empty())
            complain(tree, page.number(), "has a set that has no tree", seen);
        seen.entries += set.record.entries;
        return walk(set);
    }
    const auto members =
        node.flags == page::kManyValues ? members_in_node(node.data) : std::nullopt;
    if (!members) {
        complain(tree, page.number(), "has a damaged set", seen);
        return {};
    }
    if (!std::ranges::is_sorted(*members, std::ranges::less_equal{}))
        complain(tree, page.number(), "has a set out of order", seen);
    seen.entries += members->size();
    for (const auto member : *members)
        visit_entry(tree, node.key, member);
    return {};
}

void PageWalker::visit_table(const Page& page, const Node& node, Seen& seen) {
    const auto table = find_table(node.key);
    if (!table || node.flags != page::kTree || node.data.size() != TreeRecord::kBytes) {
        complain(tables(), page.number(), "has an entry that is no table of Pemba's", seen);
        return;
    }
    const auto record = TreeRecord::decode(node.data);
    if (record.flags != flags_of(*table))
        complain(tables(), page.number(),
                 fmt::format("says that `{}` is of kind {:#x}", node.key, record.flags), seen);
    const auto kind = has_sets(*table) ? Kind::Sets : Kind::Values;
    found_.push_back({fmt::format("`{}`", node.key), kind, record, *table, {}});
}

void PageWalker::visit_free_list(const Tree& tree, const Page& page, std::string_view list,
                                 Seen& seen) {
    constexpr std::size_t kBytes = sizeof(std::uint64_t);
    const auto length = list.size() < kBytes ? 0 : load<std::uint64_t>(list, 0);
    if (list.size() < kBytes || length > list.size() / kBytes - 1) {
        complain(tree, page.number(), "has a list longer than its place", seen);
        return;
    }
    newest_free_list_ = load<std::uint64_t>(seen.last_key, 0);
    auto before = meta_.last_page + 1; // the greatest first
    for (std::size_t i = 1; i <= length; ++i) {
        const auto number = load<std::uint64_t>(list, i * kBytes);
        if (number < kFirstPage || number >= before || free_[number]) {
            complain(tree, page.number(), fmt::format("has page {} twice or out of order", number),
                     seen);
            return;
        }
        free_[number] = true;
        before = number;
    }
}

void PageWalker::visit_entry(const Tree& tree, std::string_view key, std::string_view value) {
    if (tree.table == Table::Meta && key == EntrySums::kKey) {
        const auto bytes = unseal(key, value);
        written_ = bytes ? EntrySums::decode(*bytes) : std::nullopt;
        return;
    }
    if (tree.table == Table::Meta && key == kFormatKey)
        other_format_ = value != view(format_value());
    sums_.add(tree.table, key, value);
}

// Only with pages that are right: a wrong one has been told of, and makes any sum wrong.
void PageWalker::compare_sums() {
    if (!complaints_.empty() || other_format_)
        return;
    if (!written_) {
        complain("the record of what the tables hold is missing or damaged");
        return;
    }
    for (const auto& tree : found_) {
        const auto &held = sums_.of(tree.table), &written = written_->of(tree.table);
        if (held.count != written.count)
            complain(fmt::format("{} has {} entries, and should have {}", tree.name, held.count,
                                 written.count));
        else if (held.sum != written.sum)
            complain(fmt::format("{} has an entry that is not as it was written", tree.name));
    }
}

void PageWalker::compare_counts(const Tree& tree, const Seen& seen) {
    const auto& record = tree.record;
    if (seen.broken)
        return;
    if (seen.branches != record.branches || seen.leaves != record.leaves ||
        seen.overflow_pages != record.overflow_pages || seen.entries != record.entries)
        complain(fmt::format(
            "{} says that it has {}, {} and {} pages and {} entries, and has {}, {}, {} and {}",
            tree.name, record.branches, record.leaves, record.overflow_pages, record.entries,
            seen.branches, seen.leaves, seen.overflow_pages, seen.entries));
}

} // namespace pemba::storage
