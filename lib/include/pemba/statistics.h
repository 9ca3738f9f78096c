// Statistics: what a store and its database tell people and metrics about themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/error.h"
#include "pemba/zookie.h"

namespace pemba {

/// Sizes and counts for people and metrics: where the store stands and who watches it; the rest is
/// of all stores of its database together.
struct StoreStatistics {
    Zookie head;
    std::uint64_t revision = 0;
    /// That can still be read; watches and lists of changes reach back to it.
    std::uint64_t oldest_revision = 0;
    std::uint64_t tuples = 0;
    std::uint64_t names = 0;
    std::uint64_t changelog_entries = 0;
    struct Table {
        std::string name;
        std::uint64_t entries = 0;
        std::uint64_t bytes = 0;
    };
    std::vector<Table> tables;
    std::uint64_t used_bytes = 0; ///< of the map
    std::uint64_t map_bytes = 0;
    std::uint64_t readers = 0;
    std::uint64_t queued_writes = 0;
    std::uint64_t watchers = 0;
    std::uint64_t slowest_watcher_behind = 0; ///< revisions
};

/// How often a value fell into each of a few ranges.
struct Histogram {
    std::vector<double> upper_bounds;  ///< ascending and inclusive; the last range has none
    std::vector<std::uint64_t> counts; ///< one more than there are bounds
    double sum = 0;                    ///< of all values

    explicit Histogram(std::vector<double> bounds)
        : upper_bounds(std::move(bounds)), counts(upper_bounds.size() + 1) {}
    /// O(bounds).
    PEMBA_EXPORT void add(double value);
};

/// What the writer of a database does and did since the database was opened.
struct WriterStatistics {
    std::uint64_t queued = 0; ///< writes that wait for their turn
    /// How long writes have waited or been worked on since one was last finished; 0: none is there.
    std::chrono::milliseconds stalled_for{0};
    Histogram commit_seconds{{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10}};
    Histogram group_writes{{1, 2, 4, 8, 16, 32, 64, 128, 256}}; ///< that shared one commit
    std::uint64_t failures = 0; ///< commits that the system refused, all told
    struct Failure {
        ErrorCode code;
        std::chrono::milliseconds ago{0};
    };
    std::optional<Failure> last_failure; ///< if nothing has been committed since
};

/// What all stores of a database share.
struct DatabaseStatistics {
    std::uint64_t commits = 0; ///< since the database was made
    /// Commits since the oldest snapshot that somebody is reading, which keeps the pages of all
    /// snapshots after it from being written anew; 0 if it is the newest or nobody reads.
    std::uint64_t oldest_reader_behind = 0;
    std::uint64_t free_bytes = 0; ///< of the map's used ones: given back, to be written anew
    std::uint64_t free_disk_bytes = 0;
    std::uint64_t writable_bytes = 0;         ///< that can be written before map or disk is full
    std::uint64_t watchers = 0;               ///< of every store
    std::uint64_t slowest_watcher_behind = 0; ///< revisions
    struct NameCache {
        std::uint64_t used_bytes = 0; ///< of its lines
        std::uint64_t bytes = 0;      ///< at most
        std::uint64_t evictions = 0;  ///< names that gave way to others
    } name_cache;
    WriterStatistics writer;
};

} // namespace pemba
