// How an engine is opened, and the limits that every request is held to.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "pemba/relation_tuple.h"

namespace pemba {

/// Bounds on what one request may cost. A request that meets one ends with an error that names it;
/// nothing is ever cut short in silence.
struct Limits {
    std::size_t updates_per_write = 1'000; ///< updates in one write
    std::size_t preconditions_per_write = 1'000;
    std::size_t tuples_per_import = 1'000'000; ///< tuples in one import
    std::size_t metadata_bytes = 65'000;       ///< transaction metadata of one write
    std::size_t actor_bytes = 1'024;           ///< who writes
    std::uint64_t tuple_reads = 50'000'000;    ///< work of one request, in tuples read
    /// One evaluation of a condition, in steps; long strings and lists take several.
    std::uint64_t condition_cost = 100'000;
    std::size_t expand_nodes = 100'000;       ///< nodes of one userset tree
    std::size_t expand_depth = 1'000;         ///< its depth
    std::size_t overlay_changes = 1'000'000;  ///< changes between an exact snapshot and now
    std::size_t queued_writes = 10'000;       ///< writes waiting for the writer
    std::size_t watchers = 500;               ///< watches at the same time
    std::size_t counters = 1'000;             ///< registered in one store
    std::size_t premises = 1'000;             ///< tuples that a question takes for granted
    std::size_t assertions_bytes = 1'000'000; ///< kept with one version of the schema
};

/// Shorter ways to the same answers. Each can be turned off, to compare and to look for faults.
struct Optimisations {
    /// Lookups decide intersections and exclusions by merging sets of objects. Off: by a check of
    /// every candidate that unions alone do not decide.
    bool lookup_sets = true;
    /// What only unions is decided by a walk of its own. Off: by the one that decides the rest.
    bool union_walks = true;
    /// Those walks use the Leopard index. Off: they follow nested sets tuple by tuple. The index is
    /// kept in any case.
    bool leopard = true;
    /// From which side the walks go through the index.
    enum class From : std::uint8_t {
        Cheaper, ///< as is found while walking
        Subject,
        Object,
    };
    From from = From::Cheaper;
};

/// How much of a store's file is looked at before it is opened. A store that is damaged there is
/// refused.
enum class OpeningCheck : std::uint8_t {
    /// What every answer rests on, in no time. Damage elsewhere can make answers wrong.
    Roots,
    /// The contents, unless the file is as it was left by who closed it last and knew it sound;
    /// then the roots.
    Doubtful,
    /// Every page, and that each table holds what was written to it and nothing else. O(file).
    Contents,
};

struct Options {
    /// The folder that holds the store. One process at a time.
    std::filesystem::path directory;
    /// Make the folder and an empty store if there is none; otherwise a missing store is an error.
    bool create = true;
    /// Address space reserved for the store: its largest size. Costs nothing until used.
    std::uint64_t map_bytes = std::uint64_t{1} << 40;
    OpeningCheck opening_check = OpeningCheck::Doubtful;
    /// fsync each group of writes before answering. Off loses the last writes on a power failure
    /// and is meant for tests and for loading data that can be loaded again.
    bool durable = true;
    /// How often tuples that have expired are removed from the tables. They are in no answer from
    /// the moment they expire, so this is about space only. 0: never.
    std::chrono::milliseconds expiry_interval{10'000};
    /// How long the changelog keeps what a write changed, for exact snapshots, watches and lists of
    /// changes; what is older is given up every `expiry_interval`. 0: for ever.
    std::chrono::seconds changelog_retention{0};
    /// Memory for the ids asked for last, so that a question need not look them up in the store:
    /// two to four times 64 bytes an id in use, at most this, rounded down to a power of two. It is
    /// taken as ids come. All stores of a folder share it. 0: none is kept.
    std::uint64_t name_cache_bytes = std::uint64_t{256} << 20;
    Limits limits;
    Optimisations optimisations;
    /// What tells the time that expiries are judged by; called from any thread. Empty: the system's
    /// clock. For tests and simulations.
    std::function<Timestamp()> clock;
};

} // namespace pemba
