// Feed: the changelog in words, part by part. What was written lately is kept in words, so that
// many watchers that keep up cost one reading of it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "pemba/watch.h"
#include "storage/changelog.h"
#include "storage/changelog_trim.h"
#include "tuple/token.h"

namespace pemba::watch {

/// A part of a revision.
struct Part {
    Revision revision = Revision::Beginning;
    std::uint64_t next = 0;                  ///< where the revision's next part begins; 0: it ends
    std::size_t bytes = 0;                   ///< about what the event takes in memory
    std::shared_ptr<const WatchEvent> event; ///< none: nobody is told of this revision
};

/// Where a watcher stands: everything up to `revision` has been read, and of the one after it what
/// comes before `offset`.
struct Place {
    Revision revision = Revision::Beginning;
    std::uint64_t offset = 0;
};

/// Safe to use from any thread.
class Feed {
public:
    /// The environment outlives the feed.
    Feed(const storage::Environment& environment, const Epoch& epoch)
        : environment_(&environment), epoch_(epoch) {}

    /// What follows a place, up to `newest`, about `max_bytes` of it, and moves the place behind
    /// it. Holds a read transaction for no longer than that takes. Errors: SnapshotUnavailable if
    /// the changelog begins later, StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<std::vector<Part>> read(Place& place, Revision newest,
                                                 std::size_t max_bytes);

    /// When a revision was written. Errors: SnapshotUnavailable, StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<Timestamp> time_of(Revision revision);

    /// What the changelog has given up. Errors: StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<storage::Trimmed> trimmed();
    /// Gives up what is kept in words up to a revision, because the changelog has given it up.
    void forget_through(Revision revision);

    [[nodiscard]] const Epoch& epoch() const { return epoch_; }

private:
    static constexpr std::size_t kKept = 1024; ///< parts, each of a whole small revision

    void take_kept(Place& place, Revision newest, std::size_t max_bytes, std::size_t& bytes,
                   std::vector<Part>& parts);
    [[nodiscard]] Result<Part> read_part(const storage::Transaction& transaction,
                                         const Place& place);
    void keep(const Part& part);

    [[nodiscard]] Result<std::unique_ptr<storage::ReadTransaction>> begin();
    void give_back(std::unique_ptr<storage::ReadTransaction> transaction);

    const storage::Environment* environment_;
    const Epoch epoch_;

    std::mutex mutex_;
    std::vector<Part> kept_; ///< at the place of its revision modulo kKept; none before the first
    std::vector<std::unique_ptr<storage::ReadTransaction>> resting_; ///< reset, for the next reader
};

} // namespace pemba::watch
