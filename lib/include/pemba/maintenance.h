// Work on the files of a database as a whole: compaction, copies, and going back to how it stood.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pemba/relation_tuple.h"
#include "pemba/result.h"

namespace pemba {

struct CompactResult {
    std::uint64_t bytes_before = 0, bytes_after = 0; ///< of the file
    std::uint64_t names_dropped = 0;
};

/// Makes the file of a database small: without its free space, without what deleted stores left,
/// and without names of objects that no tuple, closure or kept part of the changelog names. All
/// answers stay what they are, and zookies are good. The new file takes the place of the old one as
/// the last step, durable; whatever happens before leaves the database whole. REQUIRES: disk space
/// for the new file beside the old one, or StoreFull tells before it is begun. `progress` is told in
/// words what is being done; it may be empty. O(database). Errors: StoreInUse, StoreCorrupt,
/// StoreTooNew, StoreFull, StoreFailed.
[[nodiscard]] PEMBA_EXPORT Result<CompactResult>
compact(const std::filesystem::path& directory,
        const std::function<void(std::string_view doing)>& progress = {});

struct BackUpResult {
    std::uint64_t bytes = 0;  ///< of the copy
    std::uint64_t stores = 0; ///< in it, the default one included
};

/// Copies a database into a folder that is new or empty, whether or not another process has it
/// open: the newest snapshot, with changelog, names and every store, without free space. The copy
/// is a database like any other; it appears as the last step, durable and opened once. While it is
/// made, pages that the other process gives back are not written anew, so that its file may grow by
/// what it writes meanwhile. REQUIRES: this process does not have it open. Errors: InvalidArgument
/// (the target is not empty), StoreInUse (being copied or compacted already), StoreCorrupt,
/// StoreTooNew, StoreFull, StoreFailed.
[[nodiscard]] PEMBA_EXPORT Result<BackUpResult> back_up(const std::filesystem::path& directory,
                                                        const std::filesystem::path& target);

struct RestoreRequest {
    /// The folder of a copy that back_up() made, or of any database.
    std::filesystem::path backup;
    std::filesystem::path target; ///< a folder that is new or empty
    /// The folder of the same database in a later state, whose changelog is replayed over the
    /// backup. It may be open elsewhere, and damaged where the changelog is not.
    std::optional<std::filesystem::path> changelog_of;
    /// How far: every store as it stood at this time, what was written then included.
    std::optional<Timestamp> to_time;
    /// Or: one store as it stood at a revision of its own, all others at the time of that.
    struct Point {
        std::string store; ///< its id, or `default`
        std::uint64_t revision = 0;
    };
    std::optional<Point> to_revision; ///< neither: to the newest that is there
    /// Stores that are left out, by their ids; the default one, which every database has, is then
    /// empty.
    std::vector<std::string> without{};
};

struct RestoreResult {
    struct Store {
        std::string id;
        std::string name;
        std::uint64_t revision = 0;          ///< at which it stands
        std::optional<Timestamp> written_at; ///< when that was written; none: nothing ever was
        std::uint64_t undone = 0;            ///< revisions of the backup
        std::uint64_t replayed = 0;          ///< revisions of the later state
    };
    struct LeftOut {
        enum class Why : std::uint8_t { Asked, MadeLater, Deleted };

        std::string id;
        std::string name;
        Why why = Why::Asked;
    };
    std::vector<Store> stores;
    std::vector<LeftOut> left_out;
};

/// Makes a new database out of a backup, as it stood at a point: what the backup has of later is
/// undone, what it lacks is replayed. Stores made after the point are left out. Every store begins
/// a new epoch: zookies, cursors and ids of schemas of the old one are refused. Counters have no
/// revisions and are the backup's, as are stores that were deleted after it. The database appears
/// as the last step, durable. O(backup + changes undone and replayed). Errors: InvalidArgument (the
/// target is not empty, the later state is of another database, the point does not exist),
/// SnapshotUnavailable (the changelogs do not lead to the point; the message names all stores that
/// this is so of, each with the reason; details: store, for each that may be left out),
/// StoreUnknown, and those of back_up().
[[nodiscard]] PEMBA_EXPORT Result<RestoreResult> restore(const RestoreRequest& request);

} // namespace pemba
