#include "storage/page_walk.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>

#include <fmt/format.h>

#include "storage/page.h"

namespace pemba::storage {
namespace {

constexpr std::uint32_t kMagic = 0xbeefc0de, kVersion = 1;
constexpr std::uint64_t kFirstPage = 2; // after the two that name the roots
constexpr std::size_t kMaxDepth = 32, kMaxComplaints = 100;
constexpr std::size_t kLeastPageBytes = 512, kMostPageBytes = 32768;

std::size_t pages_for(std::size_t bytes, std::size_t page_bytes) {
    return (bytes + page_bytes - 1) / page_bytes;
}

// The file, a page at a time.
class PageFile {
public:
    PageFile() = default;
    PageFile(const PageFile&) = delete;
    PageFile& operator=(const PageFile&) = delete;
    ~PageFile() {
        if (file_ >= 0)
            ::close(file_);
    }

    Result<void> open(const std::filesystem::path& path) {
        path_ = path;
        file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const auto end = file_ < 0 ? -1 : ::lseek(file_, 0, SEEK_END);
        if (end < 0)
            return failure();
        bytes_ = static_cast<std::uint64_t>(end);
        return {};
    }

    std::uint64_t bytes() const { return bytes_; }

    // Shorter at the file's end.
    Result<std::string> read(std::uint64_t at, std::size_t size) const {
        std::string bytes(size, '\0');
        std::size_t done = 0;
        while (done < size) {
            const auto got =
                ::pread(file_, bytes.data() + done, size - done, static_cast<off_t>(at + done));
            if (got < 0)
                return failure();
            if (got == 0)
                break;
            done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    }

private:
    Error failure() const {
        return {ErrorCode::StoreFailed,
                fmt::format("could not read `{}`: {}", path_.string(), std::strerror(errno)),
                {}};
    }

    std::filesystem::path path_;
    int file_ = -1;
    std::uint64_t bytes_ = 0;
};

bool is_page_size(std::size_t bytes) {
    return bytes >= kLeastPageBytes && bytes <= kMostPageBytes && (bytes & (bytes - 1)) == 0;
}

// Numbers of commits are in the machine's order.
int compare_numbers(std::string_view left, std::string_view right) {
    const auto a = load<std::uint64_t>(left, 0), b = load<std::uint64_t>(right, 0);
    return a < b ? -1 : a > b;
}

int compare_bytes(std::string_view left, std::string_view right) {
    return left.compare(right);
}

// What may be in a tree's leaves.
enum class Kind : std::uint8_t { FreePages, Tables, Values, Sets, OneSet };

struct Tree {
    std::string name; // as people know it
    Kind kind = Kind::Values;
    TreeRecord record;

    std::uint16_t leaf_flags() const {
        return kind == Kind::OneSet ? page::kLeaf | page::kSet : page::kLeaf;
    }
};

class PageWalk {
public:
    // Whether `path` has pages to be walked over; otherwise there are complaints.
    Result<bool> begin(const std::filesystem::path& path);
    Result<void> walk_roots();
    Result<void> walk_everything();

    std::vector<std::string> complaints() && { return std::move(complaints_); }

private:
    struct Step {
        Page page;
        std::size_t next = 0; // of its entries
    };
    // What was seen of a tree so far.
    struct Seen {
        std::uint64_t branches = 0, leaves = 0, overflow_pages = 0, entries = 0;
        std::string last_key, least_key; // of leaves; of the branch on the way to the next one
        bool any = false;
        bool broken = false; // something is wrong: counts will not agree
    };

    void complain(std::string sentence);
    void complain(const Tree& tree, std::uint64_t number, std::string_view what, Seen& seen);

    Result<std::optional<MetaRecord>> read_meta(std::uint64_t number, std::uint64_t at);
    bool choose_meta(const MetaRecord& first, const MetaRecord& second);
    Tree free_pages() const {
        return {"the list of free pages", Kind::FreePages, meta_.free_pages};
    }
    Tree tables() const { return {"the list of tables", Kind::Tables, meta_.tables}; }

    Result<std::optional<Page>> read_page(const Tree& tree, std::uint64_t number, std::size_t depth,
                                          Seen& seen);
    Result<void> walk(const Tree& tree);
    Result<void> descend(const Tree& tree, std::vector<Step>& way, std::uint64_t child, Seen& seen);
    Result<void> visit_leaf(const Tree& tree, const Page& page, Seen& seen);
    Result<void> visit_node(const Tree& tree, const Page& page, const Node& node, Seen& seen);
    Result<void> visit_set(const Tree& tree, const Page& page, const Node& node, Seen& seen);
    Result<std::string> data_of(const Tree& tree, const Page& page, const Node& node, Seen& seen);
    void visit_table(const Page& page, const Node& node, Seen& seen);
    void visit_free_list(const Tree& tree, const Page& page, std::string_view list, Seen& seen);
    void visit_key(const Tree& tree, const Page& page, std::string_view key, Seen& seen);
    bool visit_separator(const Tree& tree, const Page& page, std::string_view key, Seen& seen);
    void compare_counts(const Tree& tree, const Seen& seen);

    Result<void> look_at_root(const Tree& tree);
    Result<void> look_at_newest_free_list();
    void compare_with_newest_free_list();
    bool use(const Tree& tree, std::uint64_t number, std::uint64_t count, std::uint64_t from,
             Seen& seen);
    void account_for_all();

    PageFile file_;
    MetaRecord meta_;
    std::vector<bool> used_, free_;
    std::vector<Tree> found_; // tables
    std::uint64_t newest_free_list_ = 0;
    std::vector<std::string> complaints_;
};

void PageWalk::complain(std::string sentence) {
    if (complaints_.size() < kMaxComplaints)
        complaints_.push_back(std::move(sentence));
    else if (complaints_.size() == kMaxComplaints)
        complaints_.push_back("and more");
}

void PageWalk::complain(const Tree& tree, std::uint64_t number, std::string_view what, Seen& seen) {
    seen.broken = true;
    complain(fmt::format("page {} of {} {}", number, tree.name, what));
}

// --- The two pages that name the roots --------------------------------------------------------

Result<std::optional<MetaRecord>> PageWalk::read_meta(std::uint64_t number, std::uint64_t at) {
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
bool PageWalk::choose_meta(const MetaRecord& first, const MetaRecord& second) {
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

Result<bool> PageWalk::begin(const std::filesystem::path& path) {
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

// --- Trees ------------------------------------------------------------------------------------

bool PageWalk::use(const Tree& tree, std::uint64_t number, std::uint64_t count, std::uint64_t from,
                   Seen& seen) {
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
Result<std::optional<Page>> PageWalk::read_page(const Tree& tree, std::uint64_t number,
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

Result<void> PageWalk::descend(const Tree& tree, std::vector<Step>& way, std::uint64_t child,
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

Result<void> PageWalk::walk(const Tree& tree) {
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

bool is_key_size(Kind kind, std::size_t bytes) {
    if (kind == Kind::FreePages)
        return bytes == sizeof(std::uint64_t);
    return bytes > 0 && bytes <= page::kMaxKeyBytes;
}

int compare(Kind kind, std::string_view left, std::string_view right) {
    return kind == Kind::FreePages ? compare_numbers(left, right) : compare_bytes(left, right);
}

bool PageWalk::visit_separator(const Tree& tree, const Page& page, std::string_view key,
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

void PageWalk::visit_key(const Tree& tree, const Page& page, std::string_view key, Seen& seen) {
    if ((seen.any && compare(tree.kind, key, seen.last_key) <= 0) ||
        (!seen.least_key.empty() && compare(tree.kind, key, seen.least_key) < 0))
        complain(tree, page.number(), "has keys out of order", seen);
    seen.any = true;
    seen.last_key = key;
    seen.least_key.clear();
}

Result<void> PageWalk::visit_leaf(const Tree& tree, const Page& page, Seen& seen) {
    for (std::size_t entry = 0; entry < page.entries(); ++entry) {
        const auto key = page.key(entry);
        if (!is_key_size(tree.kind, key.size())) {
            complain(tree, page.number(), fmt::format("has a key of {} bytes", key.size()), seen);
            return {};
        }
        visit_key(tree, page, key, seen);
        if (page.is_set())
            ++seen.entries;
        else
            PEMBA_CHECK_OK(visit_node(tree, page, page.node(entry), seen));
    }
    return {};
}

Result<void> PageWalk::visit_node(const Tree& tree, const Page& page, const Node& node,
                                  Seen& seen) {
    if (tree.kind == Kind::Sets)
        return visit_set(tree, page, node, seen);
    ++seen.entries;
    if (tree.kind == Kind::Tables) {
        visit_table(page, node, seen);
        return {};
    }
    PEMBA_TRY(const auto data, data_of(tree, page, node, seen));
    if (tree.kind == Kind::FreePages && !seen.broken)
        visit_free_list(tree, page, data, seen);
    return {};
}

// A value in the page or on pages of its own; only a list of free pages is read from there.
Result<std::string> PageWalk::data_of(const Tree& tree, const Page& page, const Node& node,
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
    return tree.kind == Kind::FreePages ? file_.read(at + page::kHeadBytes, node.data_bytes)
                                        : Result<std::string>(std::string());
}

Result<void> PageWalk::visit_set(const Tree& tree, const Page& page, const Node& node, Seen& seen) {
    if (node.flags == 0) {
        ++seen.entries;
        return {};
    }
    if (node.flags == (page::kTree | page::kManyValues) && node.data.size() == TreeRecord::kBytes) {
        const Tree set{tree.name, Kind::OneSet, TreeRecord::decode(node.data)};
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
    return {};
}

void PageWalk::visit_table(const Page& page, const Node& node, Seen& seen) {
    const auto table = find_table(node.key);
    if (!table || node.flags != page::kTree || node.data.size() != TreeRecord::kBytes) {
        complain(tables(), page.number(), "has an entry that is no table of Pemba's", seen);
        return;
    }
    const auto record = TreeRecord::decode(node.data);
    if (record.flags != flags_of(*table))
        complain(tables(), page.number(),
                 fmt::format("says that `{}` is of kind {:#x}", node.key, record.flags), seen);
    const auto kind = (flags_of(*table) & MDB_DUPSORT) != 0 ? Kind::Sets : Kind::Values;
    found_.push_back({fmt::format("`{}`", node.key), kind, record});
}

void PageWalk::visit_free_list(const Tree& tree, const Page& page, std::string_view list,
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

void PageWalk::compare_counts(const Tree& tree, const Seen& seen) {
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

// --- All together -----------------------------------------------------------------------------

void PageWalk::account_for_all() {
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

Result<void> PageWalk::walk_everything() {
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
    return {};
}

Result<void> PageWalk::look_at_root(const Tree& tree) {
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
Result<void> PageWalk::look_at_newest_free_list() {
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

void PageWalk::compare_with_newest_free_list() {
    if (meta_.commit > 1 && newest_free_list_ != meta_.commit)
        complain(fmt::format("the newest commit is {}, and the newest pages given back are of {}",
                             meta_.commit, newest_free_list_));
}

Result<void> PageWalk::walk_roots() {
    PEMBA_CHECK_OK(look_at_root(free_pages()));
    PEMBA_CHECK_OK(look_at_newest_free_list());
    PEMBA_CHECK_OK(walk(tables()));
    if (found_.size() != kTables)
        complain(fmt::format("{} of {} tables are there", found_.size(), kTables));
    for (const auto& table : found_)
        PEMBA_CHECK_OK(look_at_root(table));
    return {};
}

Result<std::vector<std::string>> run(const std::filesystem::path& path,
                                     Result<void> (PageWalk::*work)()) {
    PageWalk walk;
    PEMBA_TRY(const bool may_go_on, walk.begin(path));
    if (may_go_on)
        PEMBA_CHECK_OK((walk.*work)());
    return std::move(walk).complaints();
}

} // namespace

Result<std::vector<std::string>> find_damaged_roots(const std::filesystem::path& file) {
    return run(file, &PageWalk::walk_roots);
}

Result<std::vector<std::string>> find_damaged_pages(const std::filesystem::path& file) {
    return run(file, &PageWalk::walk_everything);
}

} // namespace pemba::storage
