#include "storage/page_walk.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/page_walker.h"

namespace pemba::storage {
namespace {

constexpr std::uint32_t kMagic = 0xbeefc0de, kVersion = 1;
constexpr std::size_t kLeastPageBytes = 512, kMostPageBytes = 32768;

bool is_page_size(std::size_t bytes) {
    return bytes >= kLeastPageBytes && bytes <= kMostPageBytes && (bytes & (bytes - 1)) == 0;
}

} // namespace

// --- The two pages that name the roots --------------------------------------------------------

Result<std::optional<MetaRecord>> PageWalker::read_meta(std::uint64_t number, std::uint64_t at) {
    PEMBA_TRY(const auto bytes, file_.read(at, page::kHeadBytes + MetaRecord::kBytes));
    if (bytes.size() < page::kHeadBytes + MetaRecord::kBytes) {
        complain(fmt::format("page {}, which names the roots, is missing: the file was cut short",
                             number));
        return std::optional<MetaRecord>{};
    }
    const auto meta = MetaRecord::decode(std::string_view(bytes).substr(page::kHeadBytes));
    const bool is_meta = load<std::uint16_t>(bytes, 10) == page::kMeta && meta.magic == kMagic &&
                         meta.version == kVersion && is_page_size(meta.page_bytes()) &&
                         meta.free_pages.flags == MDB_INTEGERKEY && meta.tables.flags == 0;
    if (!is_meta) {
        complain(fmt::format("page {} does not name the roots, as it should", number));
        return std::optional<MetaRecord>{};
    }
    return std::optional(meta);
}

// Commits take turns: one after the other, each in the page of its parity.
bool PageWalker::choose_meta(const MetaRecord& first, const MetaRecord& second) {
    meta_ = first.commit < second.commit ? second : first;
    const auto older = std::min(first.commit, second.commit);
    if (meta_.commit == 0)
        return true;
    if (meta_.commit != older + 1 || first.commit % 2 != 0)
        complain(fmt::format("pages 0 and 1 name commits {} and {}, which do not follow each other",
                             first.commit, second.commit));
    if (first.page_bytes() != second.page_bytes())
        complain(fmt::format("pages 0 and 1 disagree on the size of a page: {} and {}",
                             first.page_bytes(), second.page_bytes()));
    return complaints_.empty();
}

Result<bool> PageWalker::begin(const std::filesystem::path& path) {
    PEMBA_CHECK_OK(file_.open(path));
    PEMBA_TRY(const auto first, read_meta(0, 0));
    if (!first)
        return false;
    PEMBA_TRY(const auto second, read_meta(1, first->page_bytes()));
    if (!second || !choose_meta(*first, *second))
        return false;
    const auto expected = (meta_.last_page + 1) * meta_.page_bytes();
    if (meta_.last_page >= file_.bytes() / meta_.page_bytes())
        complain(fmt::format("`{}` has been cut short: it is {} bytes long and refers to {}",
                             path.string(), file_.bytes(), expected));
    return complaints_.empty();
}

// --- All together -----------------------------------------------------------------------------

void PageWalker::account_for_all() {
    std::uint64_t lost = 0, first_lost = 0;
    for (auto page = kFirstPage; page <= meta_.last_page; ++page) {
        if (used_[page] && free_[page])
            complain(fmt::format("page {} is in use and free", page));
        if (!used_[page] && !free_[page] && lost++ == 0)
            first_lost = page;
    }
    if (lost > 0 && complaints_.empty())
        complain(fmt::format("{} pages are neither in use nor free, the first of them page {}",
                             lost, first_lost));
}

Result<void> PageWalker::walk_everything() {
    used_.assign(meta_.last_page + 1, false);
    free_.assign(meta_.last_page + 1, false);
    PEMBA_CHECK_OK(walk(free_pages()));
    PEMBA_CHECK_OK(walk(tables()));
    if (found_.size() != kTables)
        complain(fmt::format("{} of {} tables are there", found_.size(), kTables));
    for (const auto& table : found_)
        PEMBA_CHECK_OK(walk(table));
    compare_with_newest_free_list();
    account_for_all();
    compare_sums();
    return {};
}

Result<void> PageWalker::look_at_root(const Tree& tree) {
    const auto& record = tree.record;
    if (record.is_empty())
        return {};
    Seen seen;
    if (record.depth == 0 || record.depth > kMaxDepth || record.root < kFirstPage ||
        record.root > meta_.last_page) {
        complain(fmt::format("{} says that it is {} pages deep and begins at page {} of {}",
                             tree.name, record.depth, record.root, meta_.last_page));
        return {};
    }
    PEMBA_TRY([[maybe_unused]] const auto root, read_page(tree, record.root, 1, seen));
    return {};
}

// Each commit but the first gives pages back, those that it replaced, and lists them last.
Result<void> PageWalker::look_at_newest_free_list() {
    const auto tree = free_pages();
    Seen seen;
    auto number = tree.record.root;
    for (std::size_t depth = 1; !tree.record.is_empty() && depth <= tree.record.depth; ++depth) {
        if (!use(tree, number, 1, number, seen))
            return {};
        PEMBA_TRY(const auto page, read_page(tree, number, depth, seen));
        if (!page)
            return {};
        const auto last = page->node(page->entries() - 1);
        number = last.child;
        if (last.key.size() == sizeof(std::uint64_t))
            newest_free_list_ = load<std::uint64_t>(last.key, 0);
    }
    compare_with_newest_free_list();
    return {};
}

void PageWalker::compare_with_newest_free_list() {
    if (meta_.commit > 1 && newest_free_list_ != meta_.commit)
        complain(fmt::format("the newest commit is {}, and the newest pages given back are of {}",
                             meta_.commit, newest_free_list_));
}

Result<void> PageWalker::walk_roots() {
    PEMBA_CHECK_OK(look_at_root(free_pages()));
    PEMBA_CHECK_OK(look_at_newest_free_list());
    PEMBA_CHECK_OK(walk(tables()));
    if (found_.size() != kTables)
        complain(fmt::format("{} of {} tables are there", found_.size(), kTables));
    for (const auto& table : found_)
        PEMBA_CHECK_OK(look_at_root(table));
    return {};
}

namespace {

Result<std::vector<std::string>> run(const std::filesystem::path& path,
                                     Result<void> (PageWalker::*work)()) {
    PageWalker walk;
    PEMBA_TRY(const bool may_go_on, walk.begin(path));
    if (may_go_on)
        PEMBA_CHECK_OK((walk.*work)());
    return std::move(walk).complaints();
}

} // namespace

Result<std::vector<std::string>> find_damaged_roots(const std::filesystem::path& file) {
    return run(file, &PageWalker::walk_roots);
}

Result<std::vector<std::string>> find_damaged_contents(const std::filesystem::path& file) {
    return run(file, &PageWalker::walk_everything);
}

} // namespace pemba::storage
