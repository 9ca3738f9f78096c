// StoreRestorer: brings one store of an unfinished database to an earlier or later revision.
#pragma once

#include "storage/changelog.h"
#include "storage/changelog_trim.h"
#include "storage/head.h"

namespace pemba::engine {

/// Works on a database that nobody else knows yet: its transactions are of bounded size, and what
/// fails leaves it half done.
class StoreRestorer {
public:
    /// `later` is a snapshot of the same database in a later state, or none. Both outlive it.
    StoreRestorer(const storage::Environment& environment, StoreId store,
                  const storage::ReadTransaction* later)
        : environment_(&environment), store_(store), later_(later) {}

    /// Reads where the store stands. Errors: InvalidArgument if the later state is of another life
    /// of the store.
    [[nodiscard]] Result<void> begin();

    /// The newest revision that there is, whether or not the changelogs lead to it.
    [[nodiscard]] Revision newest() const { return newest_; }
    /// Whether the store can be brought to a revision. Errors: InvalidArgument if there is none
    /// such yet, SnapshotUnavailable if the changelogs no longer lead there; the message says how
    /// far they do, and so does the detail `oldest_time` if it is too early.
    [[nodiscard]] Result<void> check_reaches(Revision revision) const;
    /// The newest revision written by a time. Errors: SnapshotUnavailable, as above.
    [[nodiscard]] Result<Revision> newest_at(Timestamp time) const;
    /// When a revision was written; nothing of Beginning. REQUIRES: check_reaches() said yes.
    [[nodiscard]] Result<std::optional<Timestamp>> time_of(Revision revision) const;

    /// Brings the store there. Errors: those of check_reaches(), StoreCorrupt, StoreFull,
    /// StoreFailed.
    [[nodiscard]] Result<void> go_to(Revision revision);
    /// Begins a new epoch and makes the index of nested groups anew.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] Revision revision() const { return head_.revision; }

private:
    [[nodiscard]] Result<bool> goes_on_from(const storage::Transaction& here,
                                            const storage::Head& then) const;
    [[nodiscard]] Result<Timestamp> time_of_entry(Revision revision) const;
    [[nodiscard]] Error too_early() const;
    [[nodiscard]] Error gap() const;
    [[nodiscard]] Result<void> undo_to(Revision revision);
    [[nodiscard]] Result<void> replay_to(Revision revision);
    [[nodiscard]] Result<void> undo_some(Revision last);
    /// Gives up what the changelog of the later state has given up: names of that may have other
    /// numbers by then.
    [[nodiscard]] Result<void> trim_as_later();
    [[nodiscard]] Result<void> replay_some(Revision last);
    [[nodiscard]] Result<void> replay_schema(storage::WriteTransaction& transaction);
    [[nodiscard]] Result<void> restore_names(storage::WriteTransaction& transaction,
                                             const storage::ChangelogEntry& entry) const;

    const storage::Environment* environment_;
    StoreId store_;
    const storage::ReadTransaction* later_;
    storage::Head head_;
    Revision newest_ = Revision::Beginning;
    storage::Trimmed trimmed_, trimmed_later_; ///< what the two changelogs have given up
};

} // namespace pemba::engine
