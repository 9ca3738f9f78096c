// PageWalker: what page_walk.h finds, while it looks for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/entry_sums.h"
#include "storage/page.h"
#include "storage/page_file.h"

namespace pemba::storage {

inline constexpr std::uint64_t kFirstPage = 2; ///< after the two that name the roots
inline constexpr std::size_t kMaxDepth = 32;   ///< of a tree, in pages

namespace page {
/// What may be in a tree's leaves.
enum class Kind : std::uint8_t { FreePages, Tables, Values, Sets, OneSet };
} // namespace page

/// A tree of the file, and what its record says.
struct Tree {
    std::string name; ///< as people know it
    page::Kind kind = page::Kind::Values;
    TreeRecord record;
    Table table = Table::Meta; ///< of Values, Sets and OneSet
    std::string_view set_key;  ///< of OneSet, while that is walked over

    std::uint16_t leaf_flags() const {
        return kind == page::Kind::OneSet ? page::kLeaf | page::kSet : page::kLeaf;
    }
};

/// One look at a file: begin(), then one of the walks. Not thread-safe.
class PageWalker {
public:
    /// Whether `path` has pages to be walked over; otherwise there are complaints. Errors:
    /// StoreFailed, as all that follows.
    [[nodiscard]] Result<bool> begin(const std::filesystem::path& path);
    [[nodiscard]] Result<void> walk_roots();
    [[nodiscard]] Result<void> walk_everything();

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

    [[nodiscard]] Result<std::optional<MetaRecord>> read_meta(std::uint64_t number,
                                                              std::uint64_t at);
    bool choose_meta(const MetaRecord& first, const MetaRecord& second);
    Tree free_pages() const {
        return {"the list of free pages", page::Kind::FreePages, meta_.free_pages};
    }
    Tree tables() const { return {"the list of tables", page::Kind::Tables, meta_.tables}; }

    [[nodiscard]] Result<std::optional<Page>> read_page(const Tree& tree, std::uint64_t number,
                                                        std::size_t depth, Seen& seen);
    [[nodiscard]] Result<void> walk(const Tree& tree);
    [[nodiscard]] Result<void> descend(const Tree& tree, std::vector<Step>& way,
                                       std::uint64_t child, Seen& seen);
    [[nodiscard]] Result<void> visit_leaf(const Tree& tree, const Page& page, Seen& seen);
    [[nodiscard]] Result<void> visit_node(const Tree& tree, const Page& page, const Node& node,
                                          Seen& seen);
    [[nodiscard]] Result<void> visit_set(const Tree& tree, const Page& page, const Node& node,
                                         Seen& seen);
    [[nodiscard]] Result<std::string> data_of(const Tree& tree, const Page& page, const Node& node,
                                              Seen& seen);
    void visit_table(const Page& page, const Node& node, Seen& seen);
    void visit_free_list(const Tree& tree, const Page& page, std::string_view list, Seen& seen);
    void visit_key(const Tree& tree, const Page& page, std::string_view key, Seen& seen);
    bool visit_separator(const Tree& tree, const Page& page, std::string_view key, Seen& seen);
    void compare_counts(const Tree& tree, const Seen& seen);
    void visit_entry(const Tree& tree, std::string_view key, std::string_view value);
    void compare_sums();

    [[nodiscard]] Result<void> look_at_root(const Tree& tree);
    [[nodiscard]] Result<void> look_at_newest_free_list();
    void compare_with_newest_free_list();
    bool use(const Tree& tree, std::uint64_t number, std::uint64_t count, std::uint64_t from,
             Seen& seen);
    void account_for_all();

    PageFile file_;
    MetaRecord meta_;
    std::vector<bool> used_, free_;
    std::vector<Tree> found_; // tables
    std::uint64_t newest_free_list_ = 0;
    EntrySums sums_;
    std::optional<EntrySums> written_; // by the newest commit
    bool other_format_ = false;
    std::vector<std::string> complaints_;
};

} // namespace pemba::storage
