// The changelog: what each revision of a store changed, when, by whom and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/environment.h"
#include "storage/overlay.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// One entry. Layout before its seal (seal.h), integers big-endian:
///
///   format 1 | kind 1 | time 8 | actor length 2, actor | metadata length 4, metadata
///   | changes 4 | per change: 0 removed, 1 inserted, + 2 with details, + 4 replaced 1
///   | userset 8 | subject 8 | with details: length 4, details (tuple_details.h)
///
/// Only what really changed is in it, so that a change is its own inverse: what was inserted was
/// absent before, what was removed was present, with these details. A tuple whose details changed
/// is first removed with the old ones, marked as replaced, then inserted with the new.
struct ChangelogEntry {
    // DO NOT CHANGE: stored.
    enum class Kind : std::uint8_t {
        Tuples = 0,
        Schema = 1,
        Expiry = 2, ///< the collection of expired tuples, which nobody's write removed
    };

    struct Change {
        StoredTuple tuple;
        bool inserted = false;
        bool replaced = false; ///< removed, and inserted again further on
    };

    Kind kind = Kind::Tuples;
    Timestamp time{};
    std::string actor;
    std::string metadata;
    std::vector<Change> changes;
};

[[nodiscard]] Result<void> write_changelog(WriteTransaction& transaction, StoreId store,
                                           Revision revision, const ChangelogEntry& entry);

/// Takes back what write_changelog() wrote.
[[nodiscard]] Result<void> erase_changelog(WriteTransaction& transaction, StoreId store,
                                           Revision revision);

/// Reads entries in order of revision, from one on.
class ChangelogReader {
public:
    /// Errors: StoreFailed.
    [[nodiscard]] Result<void> begin(const Transaction& transaction, StoreId store, Revision first);
    /// The next entry, or nothing after the newest. Errors: StoreCorrupt.
    [[nodiscard]] Result<bool> next();

    [[nodiscard]] Revision revision() const { return revision_; }
    [[nodiscard]] const ChangelogEntry& entry() const { return entry_; }

private:
    TableCursor cursor_;
    StoreId store_ = StoreId::Default;
    bool there_ = false;
    Revision revision_ = Revision::Beginning;
    ChangelogEntry entry_;
};

/// A piece of an entry, so that nobody needs to hold a large one.
struct ChangelogPart {
    ChangelogEntry entry;   ///< with the changes of this part only
    std::uint64_t next = 0; ///< where the next part begins; 0: this is the last
};
struct ChangelogPartLimits {
    std::size_t changes = 0, bytes = 0; ///< after either of these a part ends
};
/// The part of an entry that begins at `from`: 0, or what the part before gave as its next. Nothing
/// if there is no such entry. Errors: StoreCorrupt. O(part), the first O(entry).
[[nodiscard]] Result<std::optional<ChangelogPart>>
read_changelog_part(const Transaction& transaction, StoreId store, Revision revision,
                    std::uint64_t from, const ChangelogPartLimits& limits);

/// The overlay that turns the current tables back into those of `revision`. Errors:
/// SnapshotUnavailable if the changelog no longer reaches back that far, BudgetExceeded past
/// `max_changes`. O(changes since).
[[nodiscard]] Result<Overlay> overlay_back_to(const Transaction& transaction, StoreId store,
                                              Revision revision, Revision head,
                                              std::size_t max_changes);

} // namespace pemba::storage
