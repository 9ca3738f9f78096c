// ReaderPool: read transactions with what a walk needs beside them, lent to one thread at a time.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>

#include "engine/schema_cache.h"
#include "graph/checker.h"
#include "storage/changelog.h"
#include "storage/head.h"
#include "storage/tuple_reader.h"

namespace pemba::engine {

/// What one reading thread uses and leaves warm for the next.
struct Reader {
    std::unique_ptr<storage::ReadTransaction> transaction;
    storage::TupleReader tuples;
    graph::Checker checker;
    // What a request brings: ids that only it knows, and tuples that it takes for granted.
    storage::Guests guests;
    storage::Overlay premises;
    bool premises_nest = false; ///< sets in sets, so that closures do not hold
    // What follows is of one store.
    StoreId store = StoreId::Default;
    /// Where the store stood at the last commit that was looked at.
    struct {
        std::uint64_t commit_number = 0;
        std::optional<storage::Head> head;
    } last_head;
    /// The last zookie that an answer was given with.
    struct {
        Revision revision = Revision::Beginning;
        Zookie zookie;
    } last_zookie;
    SharedView view;
    Revision view_revision = Revision::Beginning;
    /// The last overlay, for streams that come back for page after page of one snapshot.
    struct {
        Revision from = Revision::Beginning, to = Revision::Beginning;
        storage::Overlay overlay;
    } last_overlay;

    void forget(StoreId other) {
        store = other;
        last_head = {};
        last_zookie = {};
        view.reset();
        last_overlay = {};
    }
};

/// Lends readers without a lock: a thread begins at a place of its own and takes the first free
/// one.
class ReaderPool {
public:
    explicit ReaderPool(const storage::Environment& environment) : environment_(&environment) {}

    /// A reader with a renewed transaction, given back when the lease ends.
    class Lease {
    public:
        Lease(Lease&& other) noexcept
            : reader_(std::exchange(other.reader_, nullptr)), in_use_(other.in_use_) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease();

        Reader& operator*() const { return *reader_; }
        Reader* operator->() const { return reader_; }

    private:
        friend class ReaderPool;
        Lease(Reader* reader, std::atomic<bool>* in_use) : reader_(reader), in_use_(in_use) {}

        Reader* reader_;
        std::atomic<bool>* in_use_;
    };

    /// Errors: Overloaded if every reader is lent.
    [[nodiscard]] Result<Lease> acquire();

private:
    static constexpr std::size_t kReaders = 256;
    struct alignas(64) Place {
        std::atomic<bool> in_use = false;
        std::unique_ptr<Reader> reader;
    };

    [[nodiscard]] Result<void> prepare(Place& place) const;

    const storage::Environment* environment_;
    std::array<Place, kReaders> places_;
};

} // namespace pemba::engine
