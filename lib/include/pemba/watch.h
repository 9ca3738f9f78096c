// Watch: what happens to a store, revision by revision, from any zookie on.
//
//   auto watch = engine->watch({.after = zookie});
//   for (;;) {
//       auto events = (*watch)->read();
//       if (!events) fail(events.error());
//       for (const auto& event : *events) use(*event);
//       if (events->empty()) (*watch)->wait_for(1s);
//   }
//
// Events are read from the changelog, never queued: a reader that is slow or away reads them later,
// and costs neither memory nor the writer anything meanwhile. Everything is told once and in order,
// whole revisions only; after a break, a new watch goes on from position().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pemba/relation_tuple.h"
#include "pemba/result.h"
#include "pemba/tuple_filter.h"
#include "pemba/zookie.h"

namespace pemba {

struct WatchRequest {
    /// Begin with the revision after this one. Absent: with the first one after the call.
    std::optional<Zookie> after;
    /// Only changes of tuples that one of these means; empty: of all tuples. Names need not exist
    /// in the schema, which may come to have them.
    std::vector<TupleFilter> filters;
    bool tuples = true;       ///< tell changes of tuples
    bool schema = false;      ///< tell that the schema was written
    bool checkpoints = false; ///< tell when everything up to a revision has been told
};

/// One tuple that was written, with what it now carries, or deleted, with what it carried.
struct WatchedChange {
    enum class Kind : std::uint8_t { Touched, Deleted };
    Kind kind = Kind::Touched;
    RelationTuple tuple;
};

/// One revision, or a part of one that changed very many tuples. A tuple stands at most once in a
/// revision. That a tuple expired, or that expired ones were removed from the tables, is no event:
/// a tuple tells when it expires.
struct WatchEvent {
    enum class Kind : std::uint8_t { Tuples, Schema, Checkpoint };
    Kind kind = Kind::Tuples;
    Zookie through; ///< the revision
    Timestamp time{};
    std::string actor;    ///< who wrote it
    std::string metadata; ///< a JSON object as text, or empty
    std::vector<WatchedChange> changes;
    bool begins = true; ///< false: goes on with the revision of the event before
    bool ends = true;   ///< false: the next event goes on with this revision
};

/// One reader of the changes. Used by one thread at a time. It must be destroyed before its engine.
class PEMBA_EXPORT Watch {
public:
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// What comes next: some hundred kilobytes at most, or nothing if there is nothing (that
    /// concerns this watch) yet. Never waits. Errors: SnapshotUnavailable if the changelog no
    /// longer reaches back to where this stands, StoreCorrupt, StoreFailed. O(changes).
    [[nodiscard]] Result<std::vector<std::shared_ptr<const WatchEvent>>> read();

    /// Calls `ready` once, as soon as read() may have something: now, on this thread, or later, on
    /// another. It must be quick and must not use this object. A second call replaces the first;
    /// after destruction nothing is called.
    void when_ready(std::function<void()> ready);
    /// Waits until read() may have something; false if it has nothing after that time.
    bool wait_for(std::chrono::milliseconds longest);

    /// The last revision that was read completely: what to go on after.
    [[nodiscard]] Zookie position() const;
    /// Changes that read() has looked at so far, also those that no filter means.
    [[nodiscard]] std::uint64_t looked_at() const;

    class State;                                  ///< lib/watch
    explicit Watch(std::unique_ptr<State> state); ///< Engine::watch() makes them

private:
    std::unique_ptr<State> state_;
};

} // namespace pemba
